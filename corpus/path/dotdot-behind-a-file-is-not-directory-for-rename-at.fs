# `file/..` leads nowhere: a file has no parent to go to.
# Here it is `rename-at`.
rule   path/dotdot-is-the-real-parent

tree
  link -> "log"
  log  "base"

run
  root.rename-at "log/../log" to root "new"  => not-directory

end
  link -> "log"
  log  "base"
