# A slash behind a link asks for the directory that it leads to, without symlink-follow.
rule   path/final-link-is-followed-on-request

tree
  sub/
    leaf  "x"
  way -> "sub"

run
  root.stat-at "way/"                     => directory
  root.stat-at "way"                      => symbolic-link size=3 links=1
  root.metadata-hash-at "way/"            => a hash
  root.set-times-at "way/" 5s 6s          => ok
  root.readlink-at "way/"                 => invalid
  d = root.open-at "way/" directory read  => ok
  f = d.open-at "leaf" read               => ok

end
  sub/
    leaf  "x"
  way -> "sub"
