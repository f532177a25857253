# A slash behind a link asks for a directory, which a file is not.
# Here it is `set-times-at`.
rule   path/trailing-slash-needs-a-directory

tree
  link -> "log"
  log  "base"

run
  root.set-times-at "link/" 5s 6s  => not-directory

end
  link -> "log"
  log  "base"
