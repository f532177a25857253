# symlink-at leaves nothing outside, whatever its target is.
# Here it is `symlink-at`, by a link up.
rule   path/outside-stays-untouched

tree
  log  "base"
  up -> ".."

run
  root.symlink-at "log" "up/new"          => not-permitted
  root.symlink-at "log" "up/private/new"  => not-permitted

end
  log  "base"
  up -> ".."
