# A write replaces the bytes of its range and leaves the others.
rule   file/write-lands-at-its-offset

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.write "AA" 1                     => 1..2
  f.read 100 0                       => "bAAe" eof?
  f.write "B" 3                      => 1
  f.read 100 0                       => "bAAB" eof?

end
  log  "bAAB"
