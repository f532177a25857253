# `none/..` leads nowhere: a name that is not there can't be cut out of the text.
# Here it is `unlink-file-at`.
rule   path/dotdot-is-the-real-parent

tree
  log  "base"

run
  root.unlink-file-at "none/../log"  => no-entry

end
  log  "base"
