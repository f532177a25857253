# A link to the outside can be looked at, moved and removed; only following it is refused.
rule   path/final-link-is-followed-on-request

tree
  out -> "../secret"

run
  root.stat-at "out"                    => symbolic-link size=9 links=1
  root.metadata-hash-at "out"           => a hash
  root.readlink-at "out"                => "../secret"
  root.rename-at "out" to root "moved"  => ok
  root.stat-at "moved"                  => symbolic-link size=9 links=1 modified=as before
  root.stat-at "moved" symlink-follow   => not-permitted
  root.unlink-file-at "moved"           => ok

end
  nothing
