# No call that follows a link runs round in a circle.
# Here it is `set-times-at`.
rule   path/final-link-is-followed-on-request

tree
  a -> "b"
  b -> "a"
  log  "base"
  self -> "self"

run
  root.set-times-at "a" 5s 6s symlink-follow  => loop

end
  a -> "b"
  b -> "a"
  log  "base"
  self -> "self"
