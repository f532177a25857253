# Calls that don't follow a link see the links of a circle, and remove them.
rule   path/final-link-is-followed-on-request

tree
  a -> "b"
  b -> "a"

run
  root.stat-at "a"                 => symbolic-link size=1 links=1
  root.readlink-at "a"             => "b"
  root.rename-at "a" to root "c"   => ok
  root.stat-at "b" symlink-follow  => no-entry
  root.unlink-file-at "b"          => ok
  root.unlink-file-at "c"          => ok

end
  nothing
