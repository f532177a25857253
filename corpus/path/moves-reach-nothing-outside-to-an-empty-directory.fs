# Nothing is moved in from outside, out, or onto something that is there.
# Here it is `rename-at`, to an empty directory.
rule   path/outside-stays-untouched

tree
  log  "base"
  sub/
  up -> ".."

run
  root.rename-at "../empty" to root "sub"  => not-permitted
  root.rename-at "sub" to root "../empty"  => not-permitted

end
  log  "base"
  sub/
  up -> ".."
