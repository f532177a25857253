# `link/..` is the parent of the directory that the link leads to, not the directory that holds the link.
rule   path/dotdot-is-the-real-parent

tree
  deep/
    dir/
    leaf  "deep"
  leaf  "in the root"
  way -> "deep/dir"

run
  root.stat-at "way/../leaf"           => regular-file size=4 links=1
  f = root.open-at "way/../leaf" read  => ok
  f.read 20 0                          => "deep" eof?
  root.metadata-hash-at "way/../leaf"  => a hash
  root.stat-at "way/../way"            => no-entry

end
  deep/
    dir/
    leaf  "deep"
  leaf  "in the root"
  way -> "deep/dir"
