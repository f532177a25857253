# open-at with directory follows a link at the end only with symlink-follow.
rule   path/final-link-is-followed-on-request

tree
  sub/
    leaf  "x"
  way -> "sub"

run
  d = root.open-at "way" directory read                 => loop | not-directory
  e = root.open-at "way" symlink-follow directory read  => ok
  f = e.open-at "leaf" read                             => ok
  f.read 9 0                                            => "x" eof?

end
  sub/
    leaf  "x"
  way -> "sub"
