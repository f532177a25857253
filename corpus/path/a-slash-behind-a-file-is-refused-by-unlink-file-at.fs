# A slash or a dot behind the name of a file asks for a directory, and every call that looks at it says so.
# Here it is `unlink-file-at`.
rule   path/trailing-slash-needs-a-directory

tree
  log  "base"

run
  root.unlink-file-at "log/."  => not-directory

end
  log  "base"
