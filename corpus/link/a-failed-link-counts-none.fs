# A link-at that fails leaves the number of links as it was.
rule   link/stat-counts-the-names

tree
  log  "base"
  sub/

run
  root.link-at "log" to root "sub"       => exist
  root.link-at "log" to root "none/new"  => no-entry
  root.stat-at "log"                     => regular-file size=4 links=1

end
  log  "base"
  sub/
