# A link that leads to another directory outside than the one above is not followed either.
# Here it is `create-directory-at`.
rule   path/outside-stays-untouched

tree
  dir -> "../empty"
  log  "base"

run
  root.create-directory-at "dir/made"  => not-permitted

end
  dir -> "../empty"
  log  "base"
