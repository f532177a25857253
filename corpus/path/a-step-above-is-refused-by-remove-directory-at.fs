# `..` above the directory that was asked is not permitted to any call, at either end.
# Here it is `remove-directory-at`.
rule   path/stays-below-its-directory

tree
  log  "base"
  sub/

run
  root.remove-directory-at ".."  => not-permitted

end
  log  "base"
  sub/
