# link-at follows no symbolic link out of its directory, at neither end.
rule   link/stat-counts-the-names

tree
  log  "base"
  up -> ".."

run
  root.link-at "up/secret" to root "new"  => not-permitted
  root.link-at "log" to root "up/new"     => not-permitted
  root.link-at "../secret" to root "new"  => not-permitted
  root.link-at "log" to root "../new"     => not-permitted
  root.stat-at "log"                      => regular-file size=4 links=1

end
  log  "base"
  up -> ".."
