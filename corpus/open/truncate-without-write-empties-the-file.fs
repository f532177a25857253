# truncate needs no write flag of the guest; the file is empty for all who have it open.
rule   open/truncate-empties-the-file

tree
  log  "base"

run
  f = root.open-at "log" read           => ok
  f.read 9 0                            => "base" eof?
  g = root.open-at "log" truncate read  => ok
  f.read 9 0                            => "" eof
  g.stat                                => regular-file size=0 links=1

end
  log  ""
