# `file/..` leads nowhere: a file has no parent to go to.
rule   path/dotdot-is-the-real-parent

tree
  link -> "log"
  log  "base"

run
  root.stat-at "log/../log"                  => not-directory
  f = root.open-at "log/../log" read         => not-directory
  root.stat-at "log/.."                      => not-directory
  root.stat-at "link/../log"                 => not-directory
  root.create-directory-at "log/../new"      => not-directory
  root.unlink-file-at "log/../log"           => not-directory
  root.symlink-at "log" "log/../new"         => not-directory
  root.link-at "log" to root "log/../new"    => not-directory
  root.rename-at "log/../log" to root "new"  => not-directory

end
  link -> "log"
  log  "base"
