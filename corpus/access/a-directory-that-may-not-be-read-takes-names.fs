# In a directory that its mode lets its owner write and search, and not read, names are made and taken.
rule   access/modes-refuse-no-more
needs  modes
mode "sub" 0300

tree
  sub/
    log  "base"

run
  root.create-directory-at "sub/new"                 => ok
  root.unlink-file-at "sub/log"                      => ok
  f = root.open-at "sub/log" create exclusive write  => ok

end
  sub/
    log  ""
    new/
