# A NUL in a path is refused by every call; what stands before it is not taken for the path.
# Here it is `set-times-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"
  sub/

run
  root.set-times-at "log\x00" 5s 6s  => invalid | illegal-byte-sequence | no-entry

end
  log  "base"
  sub/
