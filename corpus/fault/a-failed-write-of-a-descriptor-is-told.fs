# A write that the system can't do fails.
rule   fault/error-is-told

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  fault f write io
  f.write "ZZ" 0                   => io
  f.read 9 0                       => "abc" eof?
