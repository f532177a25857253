# A path that begins with a slash is not permitted to any call, at either end.
# Here it is `open-at`.
rule   path/stays-below-its-directory

tree
  log  "base"

run
  f = root.open-at "/wasi-fs-conformance-nowhere/x" create write  => not-permitted

end
  log  "base"
