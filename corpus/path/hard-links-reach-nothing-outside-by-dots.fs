# No object outside gets a name inside, and none inside a name outside.
# Here it is `link-at`, by dots.
rule   path/outside-stays-untouched

tree
  log  "base"
  out -> "../secret"
  up -> ".."

run
  root.link-at "../secret" to root "new"  => not-permitted
  root.link-at "log" to root "../new"     => not-permitted

end
  log  "base"
  out -> "../secret"
  up -> ".."
