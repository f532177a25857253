# Names that are made or removed by `link/../name` are those of the directory above the link's target.
rule   path/dotdot-is-the-real-parent

tree
  deep/
    dir/
    leaf  "deep"
  leaf  "in the root"
  way -> "deep/dir"

run
  root.unlink-file-at "way/../leaf"             => ok
  root.create-directory-at "way/../new"         => ok
  root.rename-at "leaf" to root "way/../moved"  => ok
  root.symlink-at "moved" "way/../link"         => ok
  root.link-at "way/../moved" to root "twin"    => ok
  root.stat-at "way/../moved"                   => regular-file size=11 links=2

end
  deep/
    dir/
    link -> "moved"
    moved  "in the root"
    new/
  twin  "in the root"
  way -> "deep/dir"
