# Fewer zeros than were permitted are taken.
rule   stream/write-within-permit-is-taken

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.check-write, until progress      => 1..
  w.write-zeroes 3                   => ok
  w.blocking-flush                   => ok
  f.read 9 0                         => "\x00\x00\x00e" eof?

end
  log  "\x00\x00\x00e"
