# Calls that lack a right are refused also where the name is missing or taken, and nothing is made.
# Here it is `rename-at`.
rule   access/mutation-needs-mutate-directory

tree
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read  => ok
  d.rename-at "none" to d "leaf"         => read-only | no-entry

end
  sub/
    leaf  "x"
