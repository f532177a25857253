# A name that is not there is no-entry, at the end of a path and within it.
# Here it is `remove-directory-at`.
rule   path/missing-is-no-entry

run
  root.remove-directory-at "none"  => no-entry

end
  nothing
