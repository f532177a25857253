# A path that goes on behind a link to nothing is no-entry, for calls that make something as well.
rule   path/missing-is-no-entry

tree
  link -> "none"
  log  "base"

run
  root.stat-at "link/x"                   => no-entry
  f = root.open-at "link/x" create write  => no-entry
  root.create-directory-at "link/x"       => no-entry
  root.symlink-at "log" "link/x"          => no-entry
  root.link-at "log" to root "link/x"     => no-entry
  root.rename-at "log" to root "link/x"   => no-entry
  root.unlink-file-at "link/x"            => no-entry
  root.readlink-at "link/x"               => no-entry

end
  link -> "none"
  log  "base"
