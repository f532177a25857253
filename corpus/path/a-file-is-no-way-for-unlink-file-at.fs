# A path that goes on after a file leads nowhere.
# Here it is `unlink-file-at`.
rule   path/through-a-file-is-not-directory

tree
  log  "base"

run
  root.unlink-file-at "log/x"  => not-directory

end
  log  "base"
