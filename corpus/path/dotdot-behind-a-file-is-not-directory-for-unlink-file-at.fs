# `file/..` leads nowhere: a file has no parent to go to.
# Here it is `unlink-file-at`.
rule   path/dotdot-is-the-real-parent

tree
  link -> "log"
  log  "base"

run
  root.unlink-file-at "log/../log"  => not-directory

end
  link -> "log"
  log  "base"
