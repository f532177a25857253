# A path that goes on behind a circle of links is a loop for every call, at either end.
# Here it is `set-times-at`.
rule   path/final-link-is-followed-on-request

tree
  a -> "b"
  b -> "a"
  log  "base"

run
  root.set-times-at "a/x" 5s 6s  => loop

end
  a -> "b"
  b -> "a"
  log  "base"
