# No call that follows a link runs round in a circle.
# Here it is `open-at`.
rule   path/final-link-is-followed-on-request

tree
  a -> "b"
  b -> "a"
  log  "base"
  self -> "self"

run
  f = root.open-at "a" symlink-follow create write       => loop
  g = root.open-at "self" symlink-follow directory read  => loop

end
  a -> "b"
  b -> "a"
  log  "base"
  self -> "self"
