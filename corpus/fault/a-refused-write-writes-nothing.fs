# A write that was refused leaves the file as it was.
rule   fault/failure-changes-nothing

tree
  a  "abc"

run
  f = root.open-at "a" write  => ok
  fault f write quota
  f.write "ZZZZZ" 0           => quota
