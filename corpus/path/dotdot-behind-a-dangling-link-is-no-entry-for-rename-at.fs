# `link/..` leads nowhere when the link does.
# Here it is `rename-at`.
rule   path/dotdot-is-the-real-parent

tree
  link -> "none"
  log  "base"

run
  root.rename-at "log" to root "link/../new"  => no-entry

end
  link -> "none"
  log  "base"
