# After the last entry there is none, for ever, also when entries are made.
rule   dir/end-of-listing-is-final

tree
  log  "base"

run
  e = root.read-directory         => ok
  e.read-directory-entry          => regular-file "log"
  e.read-directory-entry          => none
  root.create-directory-at "new"  => ok
  e.read-directory-entry          => none
  e.read-directory-entry          => none

end
  log  "base"
  new/
