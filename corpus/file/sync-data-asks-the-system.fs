# sync-data asks the system as well, so its error comes out.
rule   file/sync-asks-the-system

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  fault f sync io
  f.write "ZZ" 0                   => 1..2
  f.sync-data                      => io
