# Neither files nor directories are removed through a descriptor without mutate-directory.
rule   access/mutation-needs-mutate-directory

tree
  sub/
    dir/
    leaf  "x"

run
  d = root.open-at "sub" directory read                   => ok
  e = root.open-at "sub" directory read mutate-directory  => ok
  d.remove-directory-at "dir"                             => read-only
  d.unlink-file-at "leaf"                                 => read-only
  d.stat-at "dir"                                         => directory
  d.stat-at "leaf"                                        => regular-file size=1 links=1
  e.remove-directory-at "dir"                             => ok
  e.unlink-file-at "leaf"                                 => ok

end
  sub/
