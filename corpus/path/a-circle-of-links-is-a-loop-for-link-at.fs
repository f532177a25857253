# No call that follows a link runs round in a circle.
# Here it is `link-at`.
rule   path/final-link-is-followed-on-request

tree
  a -> "b"
  b -> "a"
  log  "base"
  self -> "self"

run
  root.link-at "a" to root "new" symlink-follow  => loop

end
  a -> "b"
  b -> "a"
  log  "base"
  self -> "self"
