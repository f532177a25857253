# A preopen is not removed through itself.
rule   path/outside-stays-untouched

run
  root.remove-directory-at "."  => invalid | busy

end
  nothing
