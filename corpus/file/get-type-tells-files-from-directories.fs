# A file is a regular file, a directory a directory.
rule   file/get-type-tells-the-type

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.get-type                         => regular-file
  root.get-type                      => directory

end
  log  "base"
