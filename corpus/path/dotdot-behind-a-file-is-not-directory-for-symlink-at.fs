# `file/..` leads nowhere: a file has no parent to go to.
# Here it is `symlink-at`.
rule   path/dotdot-is-the-real-parent

tree
  link -> "log"
  log  "base"

run
  root.symlink-at "log" "log/../new"  => not-directory

end
  link -> "log"
  log  "base"
