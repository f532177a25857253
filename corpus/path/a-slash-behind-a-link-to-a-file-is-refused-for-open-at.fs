# A slash behind a link asks for a directory, which a file is not.
# Here it is `open-at`.
rule   path/trailing-slash-needs-a-directory

tree
  link -> "log"
  log  "base"

run
  f = root.open-at "link/" symlink-follow read  => not-directory

end
  link -> "log"
  log  "base"
