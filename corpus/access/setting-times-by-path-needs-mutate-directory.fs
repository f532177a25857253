# set-times-at through a descriptor without mutate-directory is read-only and changes no time.
rule   access/mutation-needs-mutate-directory

tree
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read                   => ok
  e = root.open-at "sub" directory read mutate-directory  => ok
  e.set-times-at "leaf" 5s 6s                             => ok
  d.set-times-at "leaf" 7s 8s                             => read-only
  d.stat-at "leaf"                                        => regular-file size=1 links=1 accessed=5s modified=6s changed=after 6s
  e.set-times-at "leaf" 7s 8s                             => ok
  d.stat-at "leaf"                                        => regular-file size=1 links=1 accessed=7s modified=8s changed=after 8s

end
  sub/
    leaf  "x"
