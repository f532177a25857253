# No metadata, target or listing of an object outside is given, whichever way leads there.
# Here it is `stat-at`.
rule   path/outside-stays-untouched

tree
  out -> "../secret"
  up -> ".."

run
  root.stat-at "../secret"         => not-permitted
  root.stat-at "up/private/inner"  => not-permitted

end
  out -> "../secret"
  up -> ".."
