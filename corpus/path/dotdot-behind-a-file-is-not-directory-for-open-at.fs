# `file/..` leads nowhere: a file has no parent to go to.
# Here it is `open-at`.
rule   path/dotdot-is-the-real-parent

tree
  link -> "log"
  log  "base"

run
  f = root.open-at "log/../log" read  => not-directory

end
  link -> "log"
  log  "base"
