# A link that leads to another directory outside than the one above is not followed either.
# Here it is `stat-at`.
rule   path/outside-stays-untouched

tree
  dir -> "../empty"
  log  "base"

run
  root.stat-at "dir" symlink-follow  => not-permitted

end
  dir -> "../empty"
  log  "base"
