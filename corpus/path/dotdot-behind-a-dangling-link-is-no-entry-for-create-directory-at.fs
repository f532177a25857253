# `link/..` leads nowhere when the link does.
# Here it is `create-directory-at`.
rule   path/dotdot-is-the-real-parent

tree
  link -> "none"
  log  "base"

run
  root.create-directory-at "link/../new"  => no-entry

end
  link -> "none"
  log  "base"
