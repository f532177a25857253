# A directory that was opened without mutate-directory is changed in no way.
# Here it is `unlink-file-at`.
rule   access/mutation-needs-mutate-directory

tree
  sub/
    dir/
    leaf  "x"

run
  d = root.open-at "sub" directory read  => ok
  d.unlink-file-at "leaf"                => read-only
  x = d.open-at "leaf" read              => ok

end
  sub/
    dir/
    leaf  "x"
