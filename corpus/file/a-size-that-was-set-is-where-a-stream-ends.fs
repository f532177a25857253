# A stream that was asked for nothing ends where the file was cut since.
rule   file/set-size-sets-the-size

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.read 0                           => ""
  f.sync-data                        => ok
  f.sync-data                        => ok
  f.set-size 2                       => ok
  r.read 0                           => ""
  r.blocking-read 4                  => "ba"

end
  log  "ba"
