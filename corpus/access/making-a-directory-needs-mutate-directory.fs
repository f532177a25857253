# create-directory-at through a descriptor without mutate-directory is read-only, through its twin with it works.
rule   access/mutation-needs-mutate-directory

tree
  sub/

run
  d = root.open-at "sub" directory read                   => ok
  e = root.open-at "sub" directory read mutate-directory  => ok
  d.create-directory-at "new"                             => read-only
  e.create-directory-at "new"                             => ok
  d.stat-at "new"                                         => directory

end
  sub/
    new/
