# Calls with two paths refuse a NUL in either, and in the target of a link.
# Here it is `rename-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  root.rename-at "log\x00" to root "new"   => invalid | illegal-byte-sequence | no-entry
  root.rename-at "log" to root "new\x00x"  => invalid | illegal-byte-sequence | no-entry

end
  log  "base"
