# `file/..` leads nowhere: a file has no parent to go to.
# Here it is `create-directory-at`.
rule   path/dotdot-is-the-real-parent

tree
  link -> "log"
  log  "base"

run
  root.create-directory-at "log/../new"  => not-directory

end
  link -> "log"
  log  "base"
