# Calls with two paths refuse a NUL in either, and in the target of a link.
# Here it is `link-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  root.link-at "log\x00" to root "new"   => invalid | illegal-byte-sequence | no-entry
  root.link-at "log" to root "new\x00x"  => invalid | illegal-byte-sequence | no-entry

end
  log  "base"
