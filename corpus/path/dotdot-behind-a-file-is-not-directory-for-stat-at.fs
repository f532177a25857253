# `file/..` leads nowhere: a file has no parent to go to.
# Here it is `stat-at`.
rule   path/dotdot-is-the-real-parent

tree
  link -> "log"
  log  "base"

run
  root.stat-at "log/../log"   => not-directory
  root.stat-at "log/.."       => not-directory
  root.stat-at "link/../log"  => not-directory

end
  link -> "log"
  log  "base"
