# A NUL in a path is refused by every call; what stands before it is not taken for the path.
# Here it is `stat-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"
  sub/

run
  root.stat-at "log\x00"   => invalid | illegal-byte-sequence | no-entry
  root.stat-at "log\x00x"  => invalid | illegal-byte-sequence | no-entry

end
  log  "base"
  sub/
