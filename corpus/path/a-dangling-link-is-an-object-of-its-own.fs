# A link that leads to nothing can be looked at, moved and removed like any other object.
rule   path/final-link-is-followed-on-request

tree
  link -> "none"

run
  root.stat-at "link"                    => symbolic-link size=4 links=1
  root.readlink-at "link"                => "none"
  root.metadata-hash-at "link"           => a hash
  root.rename-at "link" to root "moved"  => ok
  root.stat-at "link"                    => no-entry
  root.stat-at "moved"                   => symbolic-link size=4 links=1 modified=as before
  root.unlink-file-at "moved"            => ok

end
  nothing
