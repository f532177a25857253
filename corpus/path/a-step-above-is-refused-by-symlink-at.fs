# `..` above the directory that was asked is not permitted to any call, at either end.
# Here it is `symlink-at`.
rule   path/stays-below-its-directory

tree
  log  "base"
  sub/

run
  root.symlink-at "log" "../new"  => not-permitted

end
  log  "base"
  sub/
