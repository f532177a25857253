# A link that leads to another directory outside than the one above is not followed either.
# Here it is `create-directory-at`.
rule   path/outside-stays-untouched

tree
  dir -> "../farm"
  log  "base"

run
  root.create-directory-at "dir/made"  => not-permitted

end
  dir -> "../farm"
  log  "base"
