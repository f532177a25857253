# readlink-at does not tell the guest an absolute target that the host has put into a link.
rule   link/absolute-targets-are-refused

tree
  link -> "/wasi-fs-conformance-nowhere/log"

run
  root.readlink-at "link"             => not-permitted
  root.stat-at "link"                 => symbolic-link size=32 links=1
  root.stat-at "link" symlink-follow  => not-permitted

end
  link -> "/wasi-fs-conformance-nowhere/log"
