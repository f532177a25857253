# A guest that never asked for a permit is ended, and nothing is written.
rule   stream/write-past-permit-traps

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.write "A"                        => trap
  f.read 9 0                         => "base" eof?

end
  log  "base"
