# The timestamps of a directory are set by descriptor and by path.
rule   time/set-times-sets

tree
  sub/

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  d.set-times 7s 5s                                       => ok
  root.stat-at "sub"                                      => directory accessed=7s modified=5s changed=after 7s
  root.set-times-at "sub" 70s 50s                         => ok
  d.stat                                                  => directory accessed=70s modified=50s changed=after 70s
  d.set-times-at "." 700s 500s                            => ok
  root.stat-at "sub"                                      => directory accessed=700s modified=500s changed=after 700s

end
  sub/
