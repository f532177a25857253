# directory together with truncate cuts no file.
rule   open/directory-with-create-makes-no-file

tree
  log  "base"

run
  f = root.open-at "log" read write               => ok
  g = root.open-at "log" directory truncate read  => not-directory | invalid
  f.read 9 0                                      => "base" eof?

end
  log  "base"
