# A link to an absolute target is an object like any other: it is moved and unlinked, and not followed.
rule   link/absolute-targets-are-refused

tree
  link -> "/wasi-fs-conformance-nowhere/log"

run
  root.rename-at "link" to root "new"  => ok
  root.readlink-at "new"               => not-permitted
  root.unlink-file-at "new"            => ok

end
  nothing
