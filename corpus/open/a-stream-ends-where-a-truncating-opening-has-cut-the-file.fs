# A stream that was asked for nothing finds the end where an opening has cut the file since.
rule   open/truncate-empties-the-file

tree
  log  "base"

run
  f = root.open-at "log"                 => ok
  r = f.read-via-stream 0                => ok | bad-descriptor | not-permitted | access
  r.read 0                               => "" | failed(bad-descriptor) | failed(not-permitted) | failed(access)
  f.sync-data                            => ok
  f.sync-data                            => ok
  a = root.open-at "log" truncate write  => ok
  r.read 3                               => closed | "" | failed(bad-descriptor) | failed(not-permitted) | failed(access)

end
  log  ""
