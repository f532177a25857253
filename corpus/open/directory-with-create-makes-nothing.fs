# directory and create together make no object.
rule   open/directory-with-create-opens-nothing-new

run
  d = root.open-at "new" create directory read  => invalid | unsupported | not-directory | is-directory | exist | no-entry
  f = root.open-at "new" read                   => no-entry

end
  nothing
