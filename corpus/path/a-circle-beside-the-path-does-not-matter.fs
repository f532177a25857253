# Links that a path does not go over are not looked at, wherever they lead.
rule   path/links-on-the-way-are-followed

tree
  a -> "a"
  out -> "../secret"
  sub/
    a -> "a"
    leaf  "x"
  way -> "sub"

run
  root.stat-at "way/leaf"                               => regular-file size=1 links=1
  f = root.open-at "way/leaf" read                      => ok
  f.read 9 0                                            => "x" eof?
  g = root.open-at "way" symlink-follow directory read  => ok
  root.create-directory-at "way/new"                    => ok

end
  a -> "a"
  out -> "../secret"
  sub/
    a -> "a"
    leaf  "x"
    new/
  way -> "sub"
