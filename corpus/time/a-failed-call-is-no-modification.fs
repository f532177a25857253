# Calls that fail modify no directory.
rule   time/set-times-sets

tree
  full/
    leaf  "x"

run
  d = root.open-at "full" directory read mutate-directory  => ok
  d.set-times 7s 5s                                        => ok
  d.create-directory-at "leaf"                             => exist
  d.unlink-file-at "none"                                  => no-entry
  d.rename-at "none" to d "new"                            => no-entry
  root.remove-directory-at "full"                          => not-empty | busy
  d.stat                                                   => directory accessed=7s modified=5s changed=after 7s

end
  full/
    leaf  "x"
