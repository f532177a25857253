# A preopen is not removed through itself.
rule   path/outside-stays-untouched

run
  root.remove-directory-at "."  => invalid | busy | not-permitted | is-directory | not-empty | exist | no-entry

end
  nothing
