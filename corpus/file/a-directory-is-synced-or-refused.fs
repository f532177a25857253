# sync of a directory succeeds or is refused, and leaves its entries.
rule   file/advice-and-sync-change-nothing

tree
  sub/

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  d.create-directory-at "new"                             => ok
  d.sync                                                  => ok | bad-descriptor | invalid
  d.sync-data                                             => ok | bad-descriptor | invalid
  d.stat-at "new"                                         => directory
  f = d.open-at "leaf" create write                       => ok
  f.sync                                                  => ok

end
  sub/
    leaf  ""
    new/
