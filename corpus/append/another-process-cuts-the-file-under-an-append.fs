# An append that was held lands at the end that it finds, or was cut off with the rest.
rule   append/goes-to-the-end-of-the-file

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  hold
  v.write "AAAA"                     => ok
  host truncate "log" 1
  v.blocking-flush                   => ok
  f.read 64 0                        => "bAAAA" eof? | "b" eof?
