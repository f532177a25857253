# A file that was made, and then could not be looked at, may be there.
rule   fault/failure-changes-nothing

tree
  a  "abc"

run
  fault root metadata io
  f = root.open-at "n" create write  => ok
  root.stat-at "n"                   => io
