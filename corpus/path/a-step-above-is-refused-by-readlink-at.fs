# `..` above the directory that was asked is not permitted to any call, at either end.
# Here it is `readlink-at`.
rule   path/stays-below-its-directory

tree
  log  "base"
  sub/

run
  root.readlink-at "../log"  => not-permitted

end
  log  "base"
  sub/
