# A path that goes on behind a link to a file leads nowhere.
# Here it is `symlink-at`.
rule   path/through-a-file-is-not-directory

tree
  link -> "log"
  log  "base"

run
  root.symlink-at "log" "link/x"  => not-directory

end
  link -> "log"
  log  "base"
