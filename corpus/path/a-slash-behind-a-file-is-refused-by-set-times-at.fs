# A slash or a dot behind the name of a file asks for a directory, and every call that looks at it says so.
# Here it is `set-times-at`.
rule   path/trailing-slash-needs-a-directory

tree
  log  "base"

run
  root.set-times-at "log/" 5s 6s  => not-directory

end
  log  "base"
