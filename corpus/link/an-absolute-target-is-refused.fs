# symlink-at of a target that begins with a slash is not permitted, and nothing is made.
rule   link/absolute-targets-are-refused

run
  root.symlink-at "/wasi-fs-conformance-nowhere/log" "link"  => not-permitted
  root.stat-at "link"                                      => no-entry

end
  nothing
