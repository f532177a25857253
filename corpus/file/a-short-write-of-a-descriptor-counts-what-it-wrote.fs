# A write that the system cuts short counts what it wrote, or goes on.
rule   file/write-counts-what-it-wrote

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  fault f write short 1
  f.write "ZZ" 0                   => 1..2
  f.read 9 0                       => "ZZc" eof?
