# No object outside gets a name inside, and none inside a name outside.
# Here it is `link-at`, to a directory.
rule   path/outside-stays-untouched

tree
  log  "base"
  out -> "../secret"
  up -> ".."

run
  root.link-at "../private/inner" to root "new"  => not-permitted
  root.link-at "log" to root "../private/new"    => not-permitted

end
  log  "base"
  out -> "../secret"
  up -> ".."
