# Calls that lack a right are refused also where the name is missing or taken, and nothing is made.
# Here it is `unlink-file-at`.
rule   access/mutation-needs-mutate-directory

tree
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read  => ok
  d.unlink-file-at "none"                => read-only | no-entry
  root.unlink-file-at "sub/none"         => no-entry

end
  sub/
    leaf  "x"
