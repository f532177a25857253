# A path that begins with a slash is not permitted, whatever it names.
# Here it is `create-directory-at`.
rule   path/stays-below-its-directory

tree
  log  "base"

run
  root.create-directory-at "/wasi-fs-conformance-nowhere/new"  => not-permitted

end
  log  "base"
