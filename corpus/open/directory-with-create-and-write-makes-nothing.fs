# directory, create and write together make nothing.
rule   open/directory-with-create-makes-no-file

run
  d = root.open-at "new" create directory write  => invalid | unsupported | not-directory | is-directory | exist | no-entry

end
  nothing
