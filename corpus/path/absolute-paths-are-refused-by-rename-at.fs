# A path that begins with a slash is not permitted to any call, at either end.
# Here it is `rename-at`.
rule   path/stays-below-its-directory

tree
  log  "base"

run
  root.rename-at "/wasi-fs-conformance-nowhere/x" to root "new"  => not-permitted
  root.rename-at "log" to root "/wasi-fs-conformance-nowhere/x"  => not-permitted

end
  log  "base"
