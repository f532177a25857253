# `..` above the directory that was asked is not permitted to any call, at either end.
# Here it is `rename-at`.
rule   path/stays-below-its-directory

tree
  log  "base"
  sub/

run
  root.rename-at "../log" to root "new"  => not-permitted
  root.rename-at "log" to root "../new"  => not-permitted

end
  log  "base"
  sub/
