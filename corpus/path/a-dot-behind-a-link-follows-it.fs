# `link/.` is the directory that the link leads to, without symlink-follow.
rule   path/trailing-slash-needs-a-directory

tree
  link -> "log"
  log  "base"
  sub/
    leaf  "x"
  way -> "sub"

run
  root.stat-at "way/."                     => directory
  root.readlink-at "way/."                 => invalid
  d = root.open-at "way/." directory read  => ok
  f = d.open-at "leaf" read                => ok
  root.stat-at "link/."                    => not-directory

end
  link -> "log"
  log  "base"
  sub/
    leaf  "x"
  way -> "sub"
