# directory together with create opens no file that is there.
rule   open/directory-with-create-makes-no-file

tree
  log  "base"

run
  f = root.open-at "log" create directory read  => not-directory | invalid

end
  log  "base"
