# Whatever is tried with paths and links that lead out, nothing beside the tree is read, made, changed or removed.
# Here it is `open-at`, by dots.
rule   path/outside-stays-untouched
needs  symlinks

tree
  far -> "../farm/inner"
  log  "base"
  out -> "../secret"
  up -> ".."

run
  a = root.open-at "../secret" read                 => not-permitted
  b = root.open-at "../secret" truncate read write  => not-permitted
  c = root.open-at "../new" create write            => not-permitted

end
  far -> "../farm/inner"
  log  "base"
  out -> "../secret"
  up -> ".."
