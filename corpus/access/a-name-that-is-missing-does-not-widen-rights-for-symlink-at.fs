# Calls that lack a right are refused also where the name is missing or taken, and nothing is made.
# Here it is `symlink-at`.
rule   access/mutation-needs-mutate-directory

tree
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read  => ok
  d.symlink-at "leaf" "leaf"             => read-only | exist

end
  sub/
    leaf  "x"
