# symlink-at through a descriptor without mutate-directory is read-only, through its twin with it works.
rule   access/mutation-needs-mutate-directory

tree
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read                   => ok
  e = root.open-at "sub" directory read mutate-directory  => ok
  d.symlink-at "leaf" "new"                               => read-only
  e.symlink-at "leaf" "new"                               => ok
  d.readlink-at "new"                                     => "leaf"

end
  sub/
    leaf  "x"
    new -> "leaf"
