# What is appended follows what is there.
rule   append/goes-to-the-end-of-the-file

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  a = f.append-via-stream            => ok
  a.blocking-write-and-flush "A"     => ok
  a.blocking-write-and-flush "B"     => ok
  f.read 9 0                         => "baseAB" eof?

end
  log  "baseAB"
