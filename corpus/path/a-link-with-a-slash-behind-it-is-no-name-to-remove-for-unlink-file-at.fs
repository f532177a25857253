# A slash behind the name of a link is refused where the link leads to nothing.
# Here it is `unlink-file-at`.
rule   path/final-link-is-followed-on-request

tree
  link -> "none"
  log  "base"

run
  root.unlink-file-at "link/"  => no-entry | not-directory

end
  link -> "none"
  log  "base"
