# After unlink-file-at the name leads nowhere.
rule   dir/unlink-takes-the-name

tree
  log  "base"

run
  root.unlink-file-at "log"                      => ok
  f = root.open-at "log" create exclusive write  => ok
  root.unlink-file-at "none"                     => no-entry

end
  log  ""
