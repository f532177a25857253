# `..` above the directory that was asked is not permitted to any call, at either end.
# Here it is `set-times-at`.
rule   path/stays-below-its-directory

tree
  log  "base"
  sub/

run
  root.set-times-at ".." 5s 6s  => not-permitted

end
  log  "base"
  sub/
