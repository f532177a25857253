# Whatever a call does at the end of a path, links before the end are followed, at both ends of a link or a move.
rule   path/links-on-the-way-are-followed

tree
  sub/
    leaf  "x"
    link -> "leaf"
  way -> "sub"

run
  root.stat-at "way/leaf"                        => regular-file size=1 links=1
  root.metadata-hash-at "way/leaf"               => a hash
  root.set-times-at "way/leaf" 5s 6s             => ok
  root.readlink-at "way/link"                    => "leaf"
  root.create-directory-at "way/dir"             => ok
  root.remove-directory-at "way/dir"             => ok
  root.symlink-at "leaf" "way/new"               => ok
  root.unlink-file-at "way/new"                  => ok
  root.link-at "way/leaf" to root "way/twin"     => ok
  root.rename-at "way/twin" to root "way/moved"  => ok

end
  sub/
    leaf  "x"
    link -> "leaf"
    moved  "x"
  way -> "sub"
