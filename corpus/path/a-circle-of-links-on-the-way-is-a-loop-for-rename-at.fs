# A path that goes on behind a circle of links is a loop for every call, at either end.
# Here it is `rename-at`.
rule   path/final-link-is-followed-on-request

tree
  a -> "b"
  b -> "a"
  log  "base"

run
  root.rename-at "log" to root "a/x"  => loop
  root.rename-at "a/x" to root "new"  => loop

end
  a -> "b"
  b -> "a"
  log  "base"
