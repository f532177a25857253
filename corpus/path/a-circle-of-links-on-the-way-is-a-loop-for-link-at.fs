# A path that goes on behind a circle of links is a loop for every call, at either end.
# Here it is `link-at`.
rule   path/final-link-is-followed-on-request

tree
  a -> "b"
  b -> "a"
  log  "base"

run
  root.link-at "log" to root "a/x"  => loop
  root.link-at "a/x" to root "new"  => loop

end
  a -> "b"
  b -> "a"
  log  "base"
