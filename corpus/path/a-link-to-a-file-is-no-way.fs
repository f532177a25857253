# A path that goes on behind a link to a file leads nowhere.
rule   path/through-a-file-is-not-directory

tree
  link -> "log"
  log  "base"

run
  root.stat-at "link/x"                   => not-directory
  f = root.open-at "link/x" create write  => not-directory
  root.create-directory-at "link/x"       => not-directory
  root.symlink-at "log" "link/x"          => not-directory
  root.unlink-file-at "link/x"            => not-directory
  root.rename-at "log" to root "link/x"   => not-directory

end
  link -> "log"
  log  "base"
