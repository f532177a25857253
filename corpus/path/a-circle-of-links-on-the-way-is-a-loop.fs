# A path that goes on behind a circle of links is a loop for every call, at either end.
rule   path/final-link-is-followed-on-request

tree
  a -> "b"
  b -> "a"
  log  "base"

run
  root.stat-at "a/x"                  => loop
  root.metadata-hash-at "a/x"         => loop
  root.set-times-at "a/x" 5s 6s       => loop
  root.readlink-at "a/x"              => loop
  root.create-directory-at "a/x"      => loop
  root.remove-directory-at "a/x"      => loop
  root.unlink-file-at "a/x"           => loop
  root.symlink-at "log" "a/x"         => loop
  root.link-at "log" to root "a/x"    => loop
  root.link-at "a/x" to root "new"    => loop
  root.rename-at "log" to root "a/x"  => loop
  root.rename-at "a/x" to root "new"  => loop

end
  a -> "b"
  b -> "a"
  log  "base"
