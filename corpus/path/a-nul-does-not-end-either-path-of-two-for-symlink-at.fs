# Calls with two paths refuse a NUL in either, and in the target of a link.
# Here it is `symlink-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  root.symlink-at "log\x00x" "new"  => invalid | illegal-byte-sequence | no-entry
  root.symlink-at "log" "new\x00x"  => invalid | illegal-byte-sequence | no-entry

end
  log  "base"
