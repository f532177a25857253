# `none/..` leads nowhere: a name that is not there can't be cut out of the text.
# Here it is `set-times-at`.
rule   path/dotdot-is-the-real-parent

tree
  log  "base"

run
  root.set-times-at "none/../log" 5s 6s  => no-entry

end
  log  "base"
