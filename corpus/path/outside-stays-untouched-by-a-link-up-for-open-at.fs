# Whatever is tried with paths and links that lead out, nothing beside the tree is read, made, changed or removed.
# Here it is `open-at`, by a link up.
rule   path/outside-stays-untouched
needs  symlinks

tree
  far -> "../farm/inner"
  log  "base"
  out -> "../secret"
  up -> ".."

run
  f = root.open-at "up/secret" read write                  => not-permitted
  g = root.open-at "up/private/new" create exclusive write  => not-permitted
  h = root.open-at "up" symlink-follow directory read      => not-permitted

end
  far -> "../farm/inner"
  log  "base"
  out -> "../secret"
  up -> ".."
