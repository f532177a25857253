# A link whose target goes down, up and down again is followed through the directories that are there.
rule   path/dotdot-is-the-real-parent

tree
  deep/
    dir/
    leaf  "deep"
  leaf  "in the root"
  link -> "way/../leaf"
  lost -> "none/../leaf"
  way -> "deep/dir"

run
  root.stat-at "link" symlink-follow           => regular-file size=4 links=1
  f = root.open-at "link" symlink-follow read  => ok
  f.read 20 0                                  => "deep" eof?
  root.stat-at "lost" symlink-follow           => no-entry

end
  deep/
    dir/
    leaf  "deep"
  leaf  "in the root"
  link -> "way/../leaf"
  lost -> "none/../leaf"
  way -> "deep/dir"
