# A path that begins with a slash is not permitted, whatever it names.
# Here it is `open-at`.
rule   path/stays-below-its-directory

tree
  log  "base"

run
  f = root.open-at "/" read                                => not-permitted
  g = root.open-at "/wasi-fs-conformance-nowhere/log" read  => not-permitted

end
  log  "base"
