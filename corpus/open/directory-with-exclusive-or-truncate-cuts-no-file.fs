# directory together with truncate or exclusive gives no file, and cuts none.
rule   open/directory-with-create-makes-no-file

tree
  log  "base"

run
  a = root.open-at "log" directory truncate read          => not-directory | invalid
  b = root.open-at "log" create directory exclusive read  => exist | not-directory | invalid
  c = root.open-at "new" create directory exclusive read  => invalid | no-entry | not-directory | is-directory | ok
  root.stat-at "log"                                      => regular-file size=4 links=1
  root.stat-at "new"                                      => no-entry

end
  log  "base"
