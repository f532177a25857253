# An empty path names nothing, and no name has a NUL in it.
# Here it is `unlink-file-at`.
rule   path/impossible-names-are-refused

run
  root.unlink-file-at ""  => no-entry

end
  nothing
