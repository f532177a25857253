# A path that goes on behind a link to a file leads nowhere.
# Here it is `open-at`.
rule   path/through-a-file-is-not-directory

tree
  link -> "log"
  log  "base"

run
  f = root.open-at "link/x" create write  => not-directory

end
  link -> "log"
  log  "base"
