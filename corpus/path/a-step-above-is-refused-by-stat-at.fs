# `..` above the directory that was asked is not permitted to any call, at either end.
# Here it is `stat-at`.
rule   path/stays-below-its-directory

tree
  log  "base"
  sub/

run
  root.stat-at ".."         => not-permitted
  root.stat-at "sub/../.."  => not-permitted

end
  log  "base"
  sub/
