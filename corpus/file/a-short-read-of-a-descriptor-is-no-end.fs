# A read that the system cuts short is not at the end.
rule   file/end-of-file-flag

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  fault f read short 1
  f.read 9 0                       => "abc" eof?
  f.read 9 1                       => "bc" eof?
