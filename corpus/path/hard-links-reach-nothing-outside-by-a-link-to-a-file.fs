# No object outside gets a name inside, and none inside a name outside.
# Here it is `link-at`, by a link to a file.
rule   path/outside-stays-untouched

tree
  log  "base"
  out -> "../secret"
  up -> ".."

run
  root.link-at "out" to root "new" symlink-follow  => not-permitted

end
  log  "base"
  out -> "../secret"
  up -> ".."
