# An empty path names nothing, and no name has a NUL in it.
# Here it is `create-directory-at`.
rule   path/impossible-names-are-refused

run
  root.create-directory-at ""        => no-entry
  root.create-directory-at "a\x00b"  => invalid | illegal-byte-sequence | no-entry

end
  nothing
