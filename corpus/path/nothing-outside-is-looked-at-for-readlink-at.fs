# No metadata, target or listing of an object outside is given, whichever way leads there.
# Here it is `readlink-at`.
rule   path/outside-stays-untouched

tree
  out -> "../secret"
  up -> ".."

run
  root.readlink-at "../farm/inner"  => not-permitted
  root.readlink-at "up/farm/inner"  => not-permitted

end
  out -> "../secret"
  up -> ".."
