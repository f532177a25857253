# readlink-at of a file or a directory fails with invalid.
rule   link/readlink-at-wants-a-link

tree
  log  "base"
  sub/

run
  root.readlink-at "log"   => invalid
  root.readlink-at "sub"   => invalid
  root.readlink-at "."     => invalid
  root.readlink-at "sub/"  => invalid

end
  log  "base"
  sub/
