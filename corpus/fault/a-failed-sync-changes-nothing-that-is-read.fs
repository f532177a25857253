# A sync that has failed leaves what was written for all who read.
rule   fault/error-is-told

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  f.write "ZZ" 0                   => 1..2
  fault f sync io
  f.sync                           => io
  f.read 9 0                       => "ZZc" eof?
  f.sync                           => ok
