# A path that begins with a slash is not permitted to any call, at either end.
rule   path/stays-below-its-directory

tree
  log  "base"

run
  root.stat-at "/wasi-fs-conformance-nowhere/x"            => not-permitted
  root.stat-at "//wasi-fs-conformance-nowhere/x"           => not-permitted
  root.metadata-hash-at "/wasi-fs-conformance-nowhere/x"   => not-permitted
  root.set-times-at "/wasi-fs-conformance-nowhere/x" 5s 6s  => not-permitted
  root.readlink-at "/wasi-fs-conformance-nowhere/x"        => not-permitted
  root.remove-directory-at "/wasi-fs-conformance-nowhere/x"  => not-permitted
  root.symlink-at "log" "/wasi-fs-conformance-nowhere/x"   => not-permitted
  root.link-at "/wasi-fs-conformance-nowhere/x" to root "new"  => not-permitted
  root.link-at "log" to root "/wasi-fs-conformance-nowhere/x"  => not-permitted
  root.rename-at "/wasi-fs-conformance-nowhere/x" to root "new"  => not-permitted
  root.rename-at "log" to root "/wasi-fs-conformance-nowhere/x"  => not-permitted
  f = root.open-at "/wasi-fs-conformance-nowhere/x" create write  => not-permitted

end
  log  "base"
