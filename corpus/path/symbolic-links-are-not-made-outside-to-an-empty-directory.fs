# symlink-at leaves nothing outside, whatever its target is.
# Here it is `symlink-at`, to an empty directory.
rule   path/outside-stays-untouched

tree
  log  "base"
  up -> ".."

run
  root.symlink-at "log" "../empty/new"  => not-permitted

end
  log  "base"
  up -> ".."
