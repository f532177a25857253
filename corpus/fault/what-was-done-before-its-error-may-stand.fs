# A removal that the system does before it tells an error was done.
rule   fault/failure-changes-nothing

tree
  a  "abc"

run
  fault root remove io behind
  root.unlink-file-at "a"  => io
  root.stat-at "a"         => no-entry
