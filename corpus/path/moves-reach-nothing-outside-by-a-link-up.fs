# Nothing is moved in from outside, out, or onto something that is there.
# Here it is `rename-at`, by a link up.
rule   path/outside-stays-untouched

tree
  log  "base"
  sub/
  up -> ".."

run
  root.rename-at "up/secret" to root "new"     => not-permitted
  root.rename-at "log" to root "up/secret"     => not-permitted
  root.rename-at "sub" to root "up/empty/sub"  => not-permitted

end
  log  "base"
  sub/
  up -> ".."
