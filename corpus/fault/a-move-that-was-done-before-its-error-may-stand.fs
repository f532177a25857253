# A move that the system does before it tells an error was done.
rule   fault/failure-changes-nothing

tree
  a  "abc"

run
  fault root rename io behind
  root.rename-at "a" to root "n"  => io
  root.stat-at "n"                => regular-file size=3 links=1
