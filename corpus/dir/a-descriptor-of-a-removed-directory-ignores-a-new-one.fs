# A directory made under the name of a removed one is another: the old descriptor finds and makes nothing in it.
rule   dir/removed-directory-takes-nothing

tree
  sub/

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  root.remove-directory-at "sub"                          => ok | busy
  root.create-directory-at "sub"                          => ok
  f = root.open-at "sub/leaf" create write                => ok
  d.stat-at "leaf"                                        => no-entry
  d.unlink-file-at "leaf"                                 => no-entry
  g = d.open-at "new" create write                        => no-entry

end
  sub/
    leaf  ""
