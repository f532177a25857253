# A path that begins with a slash is not permitted to any call, at either end.
# Here it is `remove-directory-at`.
rule   path/stays-below-its-directory

tree
  log  "base"

run
  root.remove-directory-at "/wasi-fs-conformance-nowhere/x"  => not-permitted

end
  log  "base"
