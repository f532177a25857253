# A sync that was interrupted is made again, or told to be so.
rule   fault/error-is-told

tree
  a  "abc"

run
  f = root.open-at "a" read write  => ok
  f.write "Z" 0                    => 1
  fault f sync interrupted
  f.sync                           => ok | interrupted
