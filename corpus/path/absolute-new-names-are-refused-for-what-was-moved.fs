# What was moved, replaced or left alone by a move is not moved or linked to an absolute path.
rule   path/stays-below-its-directory

tree
  a  "a"
  b  "b"
  c  "c"

run
  root.rename-at "a" to root "b"                           => ok
  root.rename-at "b" to root "/wasi-fs-conformance-nowhere/x"  => not-permitted
  root.rename-at "c" to root "c"                           => ok
  root.link-at "c" to root "/wasi-fs-conformance-nowhere/x"  => not-permitted

end
  b  "a"
  c  "c"
