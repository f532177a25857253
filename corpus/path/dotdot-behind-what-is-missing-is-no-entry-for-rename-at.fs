# `none/..` leads nowhere: a name that is not there can't be cut out of the text.
# Here it is `rename-at`.
rule   path/dotdot-is-the-real-parent

tree
  log  "base"

run
  root.rename-at "none/../log" to root "new"  => no-entry
  root.rename-at "log" to root "none/../new"  => no-entry

end
  log  "base"
