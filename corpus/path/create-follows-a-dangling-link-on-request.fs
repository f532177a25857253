# With create and symlink-follow the file that a dangling link leads to is made; the link stays as it is.
rule   path/final-link-is-followed-on-request

tree
  link -> "sub/new"
  sub/

run
  f = root.open-at "link" symlink-follow create write  => ok
  f.write "A" 0                                        => 1
  root.readlink-at "link"                              => "sub/new"
  root.stat-at "sub/new"                               => regular-file size=1 links=1

end
  link -> "sub/new"
  sub/
    new  "A"
