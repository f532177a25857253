# A path that begins with a slash is not permitted, whatever it names.
rule   path/stays-below-its-directory

tree
  log  "base"

run
  f = root.open-at "/" read                                => not-permitted
  g = root.open-at "/wasi-fs-conformance-nowhere/log" read  => not-permitted
  root.create-directory-at "/wasi-fs-conformance-nowhere/new"  => not-permitted
  root.unlink-file-at "/wasi-fs-conformance-nowhere/log"   => not-permitted

end
  log  "base"
