# A slash behind a link asks for a directory, which a file is not.
# Here it is `metadata-hash-at`.
rule   path/trailing-slash-needs-a-directory

tree
  link -> "log"
  log  "base"

run
  root.metadata-hash-at "link/"  => not-directory

end
  link -> "log"
  log  "base"
