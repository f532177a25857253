# A path that goes on after a file leads nowhere.
rule   path/through-a-file-is-not-directory

tree
  log  "base"

run
  f = root.open-at "log/x" read     => not-directory
  root.create-directory-at "log/x"  => not-directory
  root.unlink-file-at "log/x"       => not-directory

end
  log  "base"
