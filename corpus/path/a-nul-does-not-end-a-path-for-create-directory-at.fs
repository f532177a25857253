# A NUL in a path is refused by every call; what stands before it is not taken for the path.
# Here it is `create-directory-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"
  sub/

run
  root.create-directory-at "new\x00/x"  => invalid | illegal-byte-sequence | no-entry

end
  log  "base"
  sub/
