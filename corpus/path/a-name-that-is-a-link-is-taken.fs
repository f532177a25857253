# Whatever a link leads to, its name is taken for all that is made: a directory, a link, another name.
rule   path/final-link-is-followed-on-request

tree
  dangling -> "none"
  log  "base"
  out -> "../new"

run
  root.create-directory-at "dangling"    => exist
  root.symlink-at "log" "dangling"       => exist
  root.link-at "log" to root "dangling"  => exist
  root.create-directory-at "out"         => exist
  root.symlink-at "log" "out"            => exist
  root.link-at "log" to root "out"       => exist
  root.stat-at "dangling"                => symbolic-link size=4 links=1
  root.stat-at "none"                    => no-entry

end
  dangling -> "none"
  log  "base"
  out -> "../new"
