# Whatever a call does at the end of a path, it does not get there through a file, at either end.
rule   path/through-a-file-is-not-directory

tree
  log  "base"
  other  "kept"

run
  root.stat-at "log/x"                     => not-directory
  root.metadata-hash-at "log/x"            => not-directory
  root.set-times-at "log/x" 5s 6s          => not-directory
  root.readlink-at "log/x"                 => not-directory
  root.remove-directory-at "log/x"         => not-directory
  root.symlink-at "log" "log/x"            => not-directory
  root.link-at "log/x" to root "new"       => not-directory
  root.link-at "other" to root "log/x"     => not-directory
  root.rename-at "log/x" to root "new"     => not-directory
  root.rename-at "other" to root "log/x"   => not-directory
  f = root.open-at "log/x/y" create write  => not-directory

end
  log  "base"
  other  "kept"
