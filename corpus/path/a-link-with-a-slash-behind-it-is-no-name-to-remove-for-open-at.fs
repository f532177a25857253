# A slash behind the name of a link is refused where the link leads to nothing.
# Here it is `open-at`.
rule   path/trailing-slash-needs-a-directory

tree
  link -> "none"
  log  "base"

run
  f = root.open-at "log/" create write  => not-directory | is-directory

end
  link -> "none"
  log  "base"
