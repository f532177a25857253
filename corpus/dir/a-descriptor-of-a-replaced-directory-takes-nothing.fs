# A directory that rename-at replaced is a removed one: through its descriptor nothing is made in the one that came.
rule   dir/removed-directory-takes-nothing

tree
  empty/
  sub/
    leaf  "x"

run
  d = root.open-at "empty" directory read mutate-directory  => ok
  root.rename-at "sub" to root "empty"                     => ok | busy
  d.create-directory-at "new"                              => no-entry
  d.stat-at "leaf"                                         => no-entry
  d.stat                                                   => directory

end
  empty/
    leaf  "x"
