# A link that leads to another directory outside than the one above is not followed either.
# Here it is `rename-at`.
rule   path/outside-stays-untouched

tree
  dir -> "../farm"
  log  "base"

run
  root.rename-at "log" to root "dir/log"  => not-permitted

end
  dir -> "../farm"
  log  "base"
