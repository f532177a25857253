# A link that leads to another directory outside than the one above is not followed either.
# Here it is `rename-at`.
rule   path/outside-stays-untouched

tree
  dir -> "../empty"
  log  "base"

run
  root.rename-at "log" to root "dir/log"  => not-permitted

end
  dir -> "../empty"
  log  "base"
