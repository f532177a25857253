# Bytes between the old end and a write behind it read as zeros.
rule   file/gaps-are-zeros

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.write "END" 10                   => 1..3
  f.read 100 0                       => "base\x00\x00\x00\x00\x00\x00END" eof?
  f.stat                             => regular-file size=13 links=1

end
  log  "base\x00\x00\x00\x00\x00\x00END"
