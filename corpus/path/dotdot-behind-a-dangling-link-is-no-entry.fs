# `link/..` leads nowhere when the link does.
rule   path/dotdot-is-the-real-parent

tree
  link -> "none"
  log  "base"

run
  root.stat-at "link/../log"                  => no-entry
  f = root.open-at "link/../log" read         => no-entry
  root.create-directory-at "link/../new"      => no-entry
  root.rename-at "log" to root "link/../new"  => no-entry

end
  link -> "none"
  log  "base"
