# directory, create and write together make nothing.
rule   open/directory-with-create-makes-no-file

run
  d = root.open-at "new" create directory write  => invalid | no-entry | not-directory | is-directory

end
  nothing
