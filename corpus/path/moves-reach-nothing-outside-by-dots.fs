# Nothing is moved in from outside, out, or onto something that is there.
# Here it is `rename-at`, by dots.
rule   path/outside-stays-untouched

tree
  log  "base"
  sub/
  up -> ".."

run
  root.rename-at "../secret" to root "new"       => not-permitted
  root.rename-at "log" to root "../new"          => not-permitted
  root.rename-at "log" to root "../secret"       => not-permitted
  root.rename-at "../secret" to root "../moved"  => not-permitted

end
  log  "base"
  sub/
  up -> ".."
