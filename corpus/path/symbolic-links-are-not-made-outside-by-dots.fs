# symlink-at leaves nothing outside, whatever its target is.
# Here it is `symlink-at`, by dots.
rule   path/outside-stays-untouched

tree
  log  "base"
  up -> ".."

run
  root.symlink-at "log" "../new"     => not-permitted
  root.symlink-at "log" "../secret"  => not-permitted

end
  log  "base"
  up -> ".."
