# A path that goes on after a file leads nowhere.
# Here it is `create-directory-at`.
rule   path/through-a-file-is-not-directory

tree
  log  "base"

run
  root.create-directory-at "log/x"  => not-directory

end
  log  "base"
