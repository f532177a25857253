# `none/..` leads nowhere: a name that is not there can't be cut out of the text.
# Here it is `create-directory-at`.
rule   path/dotdot-is-the-real-parent

tree
  log  "base"

run
  root.create-directory-at "none/../new"  => no-entry

end
  log  "base"
