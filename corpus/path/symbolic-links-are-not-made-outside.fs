# symlink-at leaves nothing outside, whatever its target is.
rule   path/outside-stays-untouched

tree
  log  "base"
  up -> ".."

run
  root.symlink-at "log" "../new"          => not-permitted
  root.symlink-at "log" "up/new"          => not-permitted
  root.symlink-at "log" "up/private/new"  => not-permitted
  root.symlink-at "log" "../secret"       => not-permitted
  root.symlink-at "log" "../empty/new"    => not-permitted

end
  log  "base"
  up -> ".."
