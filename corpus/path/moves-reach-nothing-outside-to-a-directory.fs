# Nothing is moved in from outside, out, or onto something that is there.
# Here it is `rename-at`, to a directory.
rule   path/outside-stays-untouched

tree
  log  "base"
  sub/
  up -> ".."

run
  root.rename-at "../private" to root "new"  => not-permitted

end
  log  "base"
  sub/
  up -> ".."
