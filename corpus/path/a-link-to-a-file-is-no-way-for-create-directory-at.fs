# A path that goes on behind a link to a file leads nowhere.
# Here it is `create-directory-at`.
rule   path/through-a-file-is-not-directory

tree
  link -> "log"
  log  "base"

run
  root.create-directory-at "link/x"  => not-directory

end
  link -> "log"
  log  "base"
