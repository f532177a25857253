# Between two looks at a directory with nothing between its size and its links are the same, by descriptor and by path.
rule   dir/stat-stays-while-nothing-changes

tree
  log  "base"
  sub/
    deep/
    log  "sub"

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  d.stat                                                  => directory
  d.stat                                                  => directory accessed=as before modified=as before changed=as before
  root.stat-at "sub"                                      => directory accessed=as before modified=as before changed=as before
  root.stat-at "sub"                                      => directory accessed=as before modified=as before changed=as before
  d.stat                                                  => directory accessed=as before modified=as before changed=as before
  f = root.open-at "log" read write                       => ok
  f.write "A" 0                                           => 1
  d.stat                                                  => directory accessed=as before modified=as before changed=as before
  d.create-directory-at "more"                            => ok
  d.stat                                                  => directory
  root.stat-at "sub"                                      => directory accessed=as before modified=as before changed=as before

end
  log  "Aase"
  sub/
    deep/
    log  "sub"
    more/
