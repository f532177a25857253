# `none/..` leads nowhere: a name that is not there can't be cut out of the text.
# Here it is `open-at`.
rule   path/dotdot-is-the-real-parent

tree
  log  "base"

run
  f = root.open-at "none/../log" read  => no-entry

end
  log  "base"
