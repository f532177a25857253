# `none/..` leads nowhere: a name that is not there can't be cut out of the text.
rule   path/dotdot-is-the-real-parent

tree
  log  "base"

run
  root.stat-at "none/../log"                  => no-entry
  f = root.open-at "none/../log" read         => no-entry
  root.metadata-hash-at "none/../log"         => no-entry
  root.set-times-at "none/../log" 5s 6s       => no-entry
  root.readlink-at "none/../log"              => no-entry
  root.create-directory-at "none/../new"      => no-entry
  root.unlink-file-at "none/../log"           => no-entry
  root.symlink-at "log" "none/../new"         => no-entry
  root.link-at "none/../log" to root "new"    => no-entry
  root.link-at "log" to root "none/../new"    => no-entry
  root.rename-at "none/../log" to root "new"  => no-entry
  root.rename-at "log" to root "none/../new"  => no-entry

end
  log  "base"
