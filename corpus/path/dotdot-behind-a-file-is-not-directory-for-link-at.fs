# `file/..` leads nowhere: a file has no parent to go to.
# Here it is `link-at`.
rule   path/dotdot-is-the-real-parent

tree
  link -> "log"
  log  "base"

run
  root.link-at "log" to root "log/../new"  => not-directory

end
  link -> "log"
  log  "base"
