# A path that goes on behind a circle of links is a loop for every call, at either end.
# Here it is `remove-directory-at`.
rule   path/final-link-is-followed-on-request

tree
  a -> "b"
  b -> "a"
  log  "base"

run
  root.remove-directory-at "a/x"  => loop

end
  a -> "b"
  b -> "a"
  log  "base"
