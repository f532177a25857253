# A link that stayed inside leads out when its directory is moved up, and is not followed from then on.
rule   path/stays-below-its-directory

tree
  log  "base"
  sub/
    deep/
      link -> "../../log"

run
  root.stat-at "sub/deep/link" symlink-follow       => regular-file size=4 links=1
  root.rename-at "sub/deep" to root "deep"          => ok
  root.stat-at "deep/link" symlink-follow           => not-permitted
  f = root.open-at "deep/link" symlink-follow read  => not-permitted
  root.stat-at "deep/link"                          => symbolic-link size=9 links=1

end
  deep/
    link -> "../../log"
  log  "base"
  sub/
