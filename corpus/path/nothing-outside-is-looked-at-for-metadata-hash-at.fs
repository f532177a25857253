# No metadata, target or listing of an object outside is given, whichever way leads there.
# Here it is `metadata-hash-at`.
rule   path/outside-stays-untouched

tree
  out -> "../secret"
  up -> ".."

run
  root.metadata-hash-at "../secret"           => not-permitted
  root.metadata-hash-at "out" symlink-follow  => not-permitted
  root.metadata-hash-at "up/"                 => not-permitted

end
  out -> "../secret"
  up -> ".."
