# Whatever a call does at the end of a path, it does not get there through a file, at either end.
# Here it is `remove-directory-at`.
rule   path/through-a-file-is-not-directory

tree
  log  "base"
  other  "kept"

run
  root.remove-directory-at "log/x"  => not-directory

end
  log  "base"
  other  "kept"
