# A path that begins with a slash is not permitted to any call, at either end.
# Here it is `symlink-at`.
rule   path/stays-below-its-directory

tree
  log  "base"

run
  root.symlink-at "log" "/wasi-fs-conformance-nowhere/x"  => not-permitted

end
  log  "base"
