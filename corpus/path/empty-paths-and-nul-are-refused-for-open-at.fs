# An empty path names nothing, and no name has a NUL in it.
# Here it is `open-at`.
rule   path/impossible-names-are-refused

run
  f = root.open-at "" read        => no-entry
  g = root.open-at "a\x00b" read  => invalid | illegal-byte-sequence | no-entry

end
  nothing
