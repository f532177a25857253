# A slash behind the name of a link is refused where the link leads to nothing.
# Here it is `remove-directory-at`.
rule   path/trailing-slash-needs-a-directory

tree
  link -> "none"
  log  "base"

run
  root.remove-directory-at "link/"  => no-entry | not-directory

end
  link -> "none"
  log  "base"
