# A name that is not there is no-entry, at the end of a path and within it.
# Here it is `open-at`.
rule   path/missing-is-no-entry

run
  f = root.open-at "none" read      => no-entry
  g = root.open-at "none/log" read  => no-entry

end
  nothing
