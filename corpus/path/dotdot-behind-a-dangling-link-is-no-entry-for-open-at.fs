# `link/..` leads nowhere when the link does.
# Here it is `open-at`.
rule   path/dotdot-is-the-real-parent

tree
  link -> "none"
  log  "base"

run
  f = root.open-at "link/../log" read  => no-entry

end
  link -> "none"
  log  "base"
