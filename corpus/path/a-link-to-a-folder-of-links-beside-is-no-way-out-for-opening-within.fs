# A link that leads to another directory outside than the one above is not followed either.
# Here it is `open-at`, of a name within.
rule   path/outside-stays-untouched

tree
  dir -> "../farm"
  log  "base"

run
  f = root.open-at "dir/inner" create read write  => not-permitted

end
  dir -> "../farm"
  log  "base"
