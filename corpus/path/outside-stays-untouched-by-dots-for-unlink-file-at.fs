# Whatever is tried with paths and links that lead out, nothing beside the tree is read, made, changed or removed.
# Here it is `unlink-file-at`, by dots.
rule   path/outside-stays-untouched
needs  symlinks

tree
  far -> "../farm/inner"
  log  "base"
  out -> "../secret"
  up -> ".."

run
  root.unlink-file-at "../secret"  => not-permitted

end
  far -> "../farm/inner"
  log  "base"
  out -> "../secret"
  up -> ".."
