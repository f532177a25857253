# A symbolic link that leads out, or to an absolute path, is not followed.
rule   path/stays-below-its-directory

tree
  abs -> "/wasi-fs-conformance-nowhere/secret"
  log  "base"
  sub/
    log -> "../log"
  up -> ".."

run
  f = root.open-at "up" symlink-follow read   => not-permitted
  g = root.open-at "abs" symlink-follow read  => not-permitted
  h = root.open-at "up/x" read                => not-permitted
  d = root.open-at "sub" directory read       => ok
  x = d.open-at "log" symlink-follow read     => not-permitted

end
  abs -> "/wasi-fs-conformance-nowhere/secret"
  log  "base"
  sub/
    log -> "../log"
  up -> ".."
