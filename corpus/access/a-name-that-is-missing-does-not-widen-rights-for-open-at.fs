# Calls that lack a right are refused also where the name is missing or taken, and nothing is made.
# Here it is `open-at`.
rule   access/mutation-needs-mutate-directory

tree
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read        => ok
  f = d.open-at "leaf" create exclusive write  => read-only | exist
  g = d.open-at "none" create                  => read-only
  root.stat-at "sub/none"                      => no-entry

end
  sub/
    leaf  "x"
