# No object outside gets a name inside, and none inside a name outside.
# Here it is `link-at`, to a link.
rule   path/outside-stays-untouched

tree
  log  "base"
  out -> "../secret"
  up -> ".."

run
  root.link-at "../farm/inner" to root "new" symlink-follow  => not-permitted

end
  log  "base"
  out -> "../secret"
  up -> ".."
