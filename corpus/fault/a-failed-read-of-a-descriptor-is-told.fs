# A read that the system can't do fails; the next one may be done.
rule   fault/error-is-told

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  fault f read io
  f.read 9 0                       => io
  f.read 9 0                       => "abc" eof?
