# Through a descriptor of a directory that was removed nothing is made and nothing found.
rule   dir/removed-directory-takes-nothing

tree
  sub/

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  root.remove-directory-at "sub"                          => ok | busy
  d.create-directory-at "new"                             => no-entry
  d.unlink-file-at "new"                                  => no-entry
  d.stat                                                  => directory

end
  nothing
