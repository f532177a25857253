# Links that lead round in a circle end in an error, not in a hang.
rule   path/final-link-is-followed-on-request

tree
  a -> "b"
  b -> "a"

run
  f = root.open-at "a" symlink-follow read  => loop
  g = root.open-at "a/x" read               => loop

end
  a -> "b"
  b -> "a"
