# Whatever is tried with paths and links that lead out, nothing beside the tree is read, made, changed or removed.
# Here it is `remove-directory-at`, to an empty directory.
rule   path/outside-stays-untouched
needs  symlinks

tree
  far -> "../farm/inner"
  log  "base"
  out -> "../secret"
  up -> ".."

run
  root.remove-directory-at "../empty"  => not-permitted

end
  far -> "../farm/inner"
  log  "base"
  out -> "../secret"
  up -> ".."
