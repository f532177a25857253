# A path that goes on after a file leads nowhere.
# Here it is `open-at`.
rule   path/through-a-file-is-not-directory

tree
  log  "base"

run
  f = root.open-at "log/x" read  => not-directory

end
  log  "base"
