# A second write is synchronised as the first one was.
rule   file/sync-asks-the-system

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  f.write "Y" 0                    => 1
  f.sync                           => ok
  fault f sync io
  f.write "Z" 1                    => 1
  f.sync                           => io
