# No object outside gets a name inside, and none inside a name outside.
# Here it is `link-at`, by a link up.
rule   path/outside-stays-untouched

tree
  log  "base"
  out -> "../secret"
  up -> ".."

run
  root.link-at "up/secret" to root "new"  => not-permitted
  root.link-at "log" to root "up/new"     => not-permitted

end
  log  "base"
  out -> "../secret"
  up -> ".."
