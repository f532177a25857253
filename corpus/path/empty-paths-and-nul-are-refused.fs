# An empty path names nothing, and no name has a NUL in it.
rule   path/impossible-names-are-refused

run
  f = root.open-at "" read           => no-entry | invalid
  root.create-directory-at ""        => no-entry | invalid
  g = root.open-at "a\x00b" read     => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.create-directory-at "a\x00b"  => invalid | illegal-byte-sequence | no-entry | not-permitted
  root.unlink-file-at ""             => no-entry | invalid

end
  nothing
