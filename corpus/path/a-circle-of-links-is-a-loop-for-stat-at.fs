# No call that follows a link runs round in a circle.
# Here it is `stat-at`.
rule   path/final-link-is-followed-on-request

tree
  a -> "b"
  b -> "a"
  log  "base"
  self -> "self"

run
  root.stat-at "a" symlink-follow     => loop
  root.stat-at "self" symlink-follow  => loop

end
  a -> "b"
  b -> "a"
  log  "base"
  self -> "self"
