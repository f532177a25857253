# `link/..` leads nowhere when the link does.
# Here it is `stat-at`.
rule   path/dotdot-is-the-real-parent

tree
  link -> "none"
  log  "base"

run
  root.stat-at "link/../log"  => no-entry

end
  link -> "none"
  log  "base"
