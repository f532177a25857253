# A name that is not there is no-entry for every call that wants one, and nothing comes of it.
rule   path/missing-is-no-entry

tree
  log  "base"

run
  root.stat-at "none"                      => no-entry
  root.metadata-hash-at "none"             => no-entry
  root.set-times-at "none" 5s 6s           => no-entry
  root.readlink-at "none"                  => no-entry
  root.link-at "none" to root "new"        => no-entry
  root.rename-at "none" to root "log"      => no-entry
  root.link-at "log" to root "none/new"    => no-entry
  root.rename-at "log" to root "none/new"  => no-entry
  root.symlink-at "log" "none/new"         => no-entry
  f = root.open-at "none" truncate write   => no-entry

end
  log  "base"
