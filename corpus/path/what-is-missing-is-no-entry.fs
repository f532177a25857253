# A name that is not there is no-entry, at the end of a path and within it.
rule   path/missing-is-no-entry

run
  f = root.open-at "none" read         => no-entry
  g = root.open-at "none/log" read     => no-entry
  root.create-directory-at "none/new"  => no-entry
  root.unlink-file-at "none"           => no-entry
  root.remove-directory-at "none"      => no-entry

end
  nothing
