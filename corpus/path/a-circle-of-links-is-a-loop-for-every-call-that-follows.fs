# No call that follows a link runs round in a circle.
rule   path/final-link-is-followed-on-request

tree
  a -> "b"
  b -> "a"
  log  "base"
  self -> "self"

run
  root.stat-at "a" symlink-follow                        => loop
  root.metadata-hash-at "a" symlink-follow               => loop
  root.set-times-at "a" 5s 6s symlink-follow             => loop
  root.link-at "a" to root "new" symlink-follow          => loop | invalid | unsupported
  f = root.open-at "a" symlink-follow create write       => loop
  root.stat-at "self" symlink-follow                     => loop
  g = root.open-at "self" symlink-follow directory read  => loop

end
  a -> "b"
  b -> "a"
  log  "base"
  self -> "self"
