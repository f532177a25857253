# A path that begins with a slash is not permitted, whatever it names.
# Here it is `unlink-file-at`.
rule   path/stays-below-its-directory

tree
  log  "base"

run
  root.unlink-file-at "/wasi-fs-conformance-nowhere/log"  => not-permitted

end
  log  "base"
