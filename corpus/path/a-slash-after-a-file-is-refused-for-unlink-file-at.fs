# A slash at the end asks for a directory.
# Here it is `unlink-file-at`.
rule   path/trailing-slash-needs-a-directory

tree
  log  "base"
  sub/

run
  root.unlink-file-at "log/"  => not-directory

end
  log  "base"
  sub/
