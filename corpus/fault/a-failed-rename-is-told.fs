# A move that the system can't do leaves all where it was.
rule   fault/error-is-told

tree
  a  "abc"

run
  fault root rename io
  root.rename-at "a" to root "n"  => io
  root.stat-at "a"                => regular-file size=3 links=1
  root.stat-at "n"                => no-entry
