# A slash behind the name of a link is refused where the link leads to nothing.
rule   path/trailing-slash-needs-a-directory

tree
  link -> "none"
  log  "base"

run
  root.remove-directory-at "link/"      => no-entry | not-directory | is-directory | exist | not-empty | loop | not-permitted
  root.unlink-file-at "link/"           => no-entry | not-directory | is-directory | exist | not-empty | loop | not-permitted
  f = root.open-at "log/" create write  => not-directory | is-directory | invalid

end
  link -> "none"
  log  "base"
