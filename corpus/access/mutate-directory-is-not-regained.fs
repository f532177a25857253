# A directory that was opened without mutate-directory gives nobody more, by no path to itself or below.
rule   access/mutation-needs-mutate-directory

tree
  sub/
    dir/
    here -> "."

run
  d = root.open-at "sub" directory read                   => ok
  a = d.open-at "." read mutate-directory                 => read-only
  b = d.open-at "dir/.." read mutate-directory            => read-only
  c = d.open-at "here/" read mutate-directory             => read-only
  e = d.open-at "dir" read mutate-directory               => read-only
  f = d.open-at "dir" directory read                      => ok
  f.create-directory-at "new"                             => read-only
  g = root.open-at "sub" directory read mutate-directory  => ok
  h = g.open-at "dir" read mutate-directory               => ok
  h.create-directory-at "new"                             => ok

end
  sub/
    dir/
      new/
    here -> "."
