# A directory that was opened without mutate-directory is changed in no way.
# Here it is `open-at`.
rule   access/mutation-needs-mutate-directory

tree
  sub/
    dir/
    leaf  "x"

run
  d = root.open-at "sub" directory read  => ok
  f = d.open-at "leaf" write             => read-only
  g = d.open-at "new" create read        => read-only
  h = d.open-at "leaf" truncate          => read-only
  m = d.open-at "dir" mutate-directory   => read-only
  x = d.open-at "leaf" read              => ok

end
  sub/
    dir/
    leaf  "x"
