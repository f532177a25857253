# Whatever is tried with paths and links that lead out, nothing beside the tree is read, made, changed or removed.
# Here it is `create-directory-at`, by a link up.
rule   path/outside-stays-untouched
needs  symlinks

tree
  far -> "../farm/inner"
  log  "base"
  out -> "../secret"
  up -> ".."

run
  root.create-directory-at "up/empty/new"  => not-permitted

end
  far -> "../farm/inner"
  log  "base"
  out -> "../secret"
  up -> ".."
