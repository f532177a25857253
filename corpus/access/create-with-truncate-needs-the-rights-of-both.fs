# A file that is there is not cut by create and truncate together without the rights for it.
rule   access/mutation-needs-mutate-directory

tree
  log  "base"

run
  d = root.open-at "." directory read                   => ok
  f = d.open-at "log" create truncate write             => read-only
  g = d.open-at "log" create                            => read-only
  root.stat-at "log"                                    => regular-file size=4 links=1
  e = root.open-at "." directory read mutate-directory  => ok
  h = e.open-at "log" create truncate write             => ok
  root.stat-at "log"                                    => regular-file size=0 links=1

end
  log  ""
