# Calls with two paths refuse a NUL in either, and in the target of a link.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  root.symlink-at "log\x00x" "new"         => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.symlink-at "log" "new\x00x"         => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.link-at "log\x00" to root "new"     => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.link-at "log" to root "new\x00x"    => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.rename-at "log\x00" to root "new"   => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.rename-at "log" to root "new\x00x"  => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.stat-at "new"                       => no-entry

end
  log  "base"
