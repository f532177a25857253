# A link that leads to another directory outside than the one above is not followed either.
# Here it is `unlink-file-at`.
rule   path/outside-stays-untouched

tree
  dir -> "../farm"
  log  "base"

run
  root.unlink-file-at "dir/inner"  => not-permitted

end
  dir -> "../farm"
  log  "base"
