# link-at from a descriptor without mutate-directory is read-only, from its twin with it works.
rule   access/mutation-needs-mutate-directory

tree
  log  "base"

run
  d = root.open-at "." directory read                   => ok
  d.link-at "log" to root "new"                         => read-only
  root.stat-at "new"                                    => no-entry
  e = root.open-at "." directory read mutate-directory  => ok
  e.link-at "log" to root "new"                         => ok
  root.stat-at "new"                                    => regular-file size=4 links=2

end
  log  "base"
  new  "base"
