# `..` above the directory that was asked is not permitted to any call, at either end.
# Here it is `create-directory-at`.
rule   path/stays-below-its-directory

tree
  log  "base"
  sub/

run
  root.create-directory-at "../new"  => not-permitted

end
  log  "base"
  sub/
