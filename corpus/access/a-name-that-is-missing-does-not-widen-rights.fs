# Calls that lack a right are refused also where the name is missing or taken, and nothing is made.
rule   access/mutation-needs-mutate-directory

tree
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read        => ok
  d.unlink-file-at "none"                      => read-only | no-entry
  d.create-directory-at "leaf"                 => read-only | exist
  d.symlink-at "leaf" "leaf"                   => read-only | exist
  d.rename-at "none" to d "leaf"               => read-only | no-entry
  f = d.open-at "leaf" create exclusive write  => read-only | exist
  root.unlink-file-at "sub/none"               => no-entry
  g = d.open-at "none" create                  => read-only
  root.stat-at "sub/none"                      => no-entry

end
  sub/
    leaf  "x"
