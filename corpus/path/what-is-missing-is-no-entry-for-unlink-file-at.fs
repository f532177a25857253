# A name that is not there is no-entry, at the end of a path and within it.
# Here it is `unlink-file-at`.
rule   path/missing-is-no-entry

run
  root.unlink-file-at "none"  => no-entry

end
  nothing
