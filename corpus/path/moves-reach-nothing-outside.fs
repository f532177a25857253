# Nothing is moved in from outside, out, or onto something that is there.
rule   path/outside-stays-untouched

tree
  log  "base"
  sub/
  up -> ".."

run
  root.rename-at "../secret" to root "new"       => not-permitted
  root.rename-at "up/secret" to root "new"       => not-permitted
  root.rename-at "../empty" to root "sub"        => not-permitted
  root.rename-at "../private" to root "new"      => not-permitted
  root.rename-at "log" to root "../new"          => not-permitted
  root.rename-at "log" to root "../secret"       => not-permitted
  root.rename-at "log" to root "up/secret"       => not-permitted
  root.rename-at "sub" to root "../empty"        => not-permitted
  root.rename-at "sub" to root "up/empty/sub"    => not-permitted
  root.rename-at "../secret" to root "../moved"  => not-permitted

end
  log  "base"
  sub/
  up -> ".."
