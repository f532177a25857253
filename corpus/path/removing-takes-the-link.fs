# unlink-file-at removes a link, not what it leads to; remove-directory-at does not take a link for its directory.
rule   path/final-link-is-followed-on-request

tree
  link -> "log"
  log  "base"
  sub/
  way -> "sub"

run
  root.remove-directory-at "way"  => not-directory
  root.stat-at "way"              => symbolic-link size=3 links=1
  root.unlink-file-at "way"       => ok
  root.unlink-file-at "link"      => ok
  root.stat-at "link"             => no-entry
  root.stat-at "log"              => regular-file size=4 links=1
  root.stat-at "sub"              => directory

end
  log  "base"
  sub/
