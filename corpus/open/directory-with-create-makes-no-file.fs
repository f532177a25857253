# directory and create together make no file.
rule   open/directory-with-create-makes-no-file

run
  d = root.open-at "new" create directory read  => invalid | no-entry | not-directory | is-directory | ok
  f = root.open-at "new" read                   => no-entry

end
  nothing
