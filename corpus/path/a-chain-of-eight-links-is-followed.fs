# Eight links one after the other are not too many; every system follows as many.
rule   path/final-link-is-followed-on-request

tree
  l1 -> "l2"
  l2 -> "l3"
  l3 -> "l4"
  l4 -> "l5"
  l5 -> "l6"
  l6 -> "l7"
  l7 -> "l8"
  l8 -> "log"
  log  "base"

run
  root.stat-at "l1" symlink-follow           => regular-file size=4 links=1
  root.metadata-hash-at "l1" symlink-follow  => a hash
  f = root.open-at "l1" symlink-follow read  => ok
  f.read 9 0                                 => "base" eof?

end
  l1 -> "l2"
  l2 -> "l3"
  l3 -> "l4"
  l4 -> "l5"
  l5 -> "l6"
  l6 -> "l7"
  l7 -> "l8"
  l8 -> "log"
  log  "base"
