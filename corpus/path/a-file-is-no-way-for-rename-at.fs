# Whatever a call does at the end of a path, it does not get there through a file, at either end.
# Here it is `rename-at`.
rule   path/through-a-file-is-not-directory

tree
  log  "base"
  other  "kept"

run
  root.rename-at "log/x" to root "new"    => not-directory
  root.rename-at "other" to root "log/x"  => not-directory

end
  log  "base"
  other  "kept"
