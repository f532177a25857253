# What has made the file longer is synchronised as well.
rule   file/sync-asks-the-system

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  fault f sync insufficient-space
  f.write "longer" 3               => 1..6
  f.sync                           => insufficient-space
