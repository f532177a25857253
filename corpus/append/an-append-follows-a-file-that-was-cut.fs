# After the file was cut, an append goes to its new end and leaves no gap.
rule   append/goes-to-the-end-of-the-file

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  a = f.append-via-stream            => ok
  f.set-size 1                       => ok
  a.blocking-write-and-flush "A"     => ok
  f.read 9 0                         => "bA" eof?
  f.set-size 0                       => ok
  a.blocking-write-and-flush "B"     => ok
  f.read 9 0                         => "B" eof?

end
  log  "B"
