# Of an absolute target and a name that is taken either is told, and the name keeps what it has.
rule   link/absolute-targets-are-refused

tree
  log  "base"

run
  root.symlink-at "/wasi-fs-conformance-nowhere/log" "none/link"  => not-permitted | no-entry
  root.symlink-at "/wasi-fs-conformance-nowhere/log" "log"  => not-permitted | exist
  root.stat-at "log"                                       => regular-file size=4 links=1

end
  log  "base"
