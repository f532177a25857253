# symlink-at replaces nothing: a file, a directory, and a link that leads nowhere are taken names.
rule   link/symlink-at-makes-a-link

tree
  link -> "none"
  log  "base"
  sub/

run
  root.symlink-at "new" "log"   => exist
  root.symlink-at "new" "sub"   => exist
  root.symlink-at "new" "link"  => exist
  root.readlink-at "link"       => "none"
  root.stat-at "none"           => no-entry

end
  link -> "none"
  log  "base"
  sub/
