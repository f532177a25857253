# Whatever a call does at the end of a path, it does not get there through a file, at either end.
# Here it is `open-at`.
rule   path/through-a-file-is-not-directory

tree
  log  "base"
  other  "kept"

run
  f = root.open-at "log/x/y" create write  => not-directory

end
  log  "base"
  other  "kept"
