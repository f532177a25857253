# A directory that was made can be opened, and has no entries.
rule   dir/create-makes-an-empty-directory

run
  root.create-directory-at "new"         => ok
  d = root.open-at "new" directory read  => ok
  e = d.read-directory                   => ok
  e.read-directory-entry                 => none

end
  new/
