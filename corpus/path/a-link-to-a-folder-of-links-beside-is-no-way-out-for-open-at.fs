# A link that leads to another directory outside than the one above is not followed either.
# Here it is `open-at`.
rule   path/outside-stays-untouched

tree
  dir -> "../farm"
  log  "base"

run
  d = root.open-at "dir" symlink-follow directory read  => not-permitted

end
  dir -> "../farm"
  log  "base"
