# A path that begins with a slash is not permitted to any call, at either end.
# Here it is `set-times-at`.
rule   path/stays-below-its-directory

tree
  log  "base"

run
  root.set-times-at "/wasi-fs-conformance-nowhere/x" 5s 6s  => not-permitted

end
  log  "base"
