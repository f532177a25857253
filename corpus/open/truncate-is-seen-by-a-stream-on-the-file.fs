# A stream sees that its file was cut by an opening with truncate.
rule   open/truncate-empties-the-file

tree
  log  "base"

run
  f = root.open-at "log" read            => ok
  r = f.read-via-stream 0                => ok
  g = root.open-at "log" truncate write  => ok
  r.read 1                               => closed | ""

end
  log  ""
