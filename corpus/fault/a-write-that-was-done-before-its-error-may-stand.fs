# What a write has written before it tells an error is there.
rule   fault/failure-changes-nothing

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  fault f write io behind
  f.write "ZZ" 0                   => io
  f.read 9 0                       => "Zbc" eof? | "ZZc" eof?
