# A name that is not there is no-entry, at the end of a path and within it.
# Here it is `create-directory-at`.
rule   path/missing-is-no-entry

run
  root.create-directory-at "none/new"  => no-entry

end
  nothing
