# An opening that was interrupted is made again, or told to be so.
rule   fault/error-is-told

tree
  a  "abc"

run
  fault root open interrupted
  f = root.open-at "a" read  => ok | interrupted
  root.stat-at "a"           => regular-file size=3 links=1
