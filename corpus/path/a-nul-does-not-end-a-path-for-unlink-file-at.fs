# A NUL in a path is refused by every call; what stands before it is not taken for the path.
# Here it is `unlink-file-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"
  sub/

run
  root.unlink-file-at "log\x00"  => invalid | illegal-byte-sequence | no-entry

end
  log  "base"
  sub/
