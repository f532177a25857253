# Whatever is tried with paths and links that lead out, nothing beside the tree is read, made, changed or removed.
rule   path/outside-stays-untouched
needs  symlinks

tree
  far -> "../farm/inner"
  log  "base"
  out -> "../secret"
  up -> ".."

run
  a = root.open-at "../secret" read                        => not-permitted
  b = root.open-at "../secret" truncate read write         => not-permitted
  c = root.open-at "../new" create write                   => not-permitted
  d = root.open-at "out" symlink-follow truncate read write  => not-permitted
  e = root.open-at "far" symlink-follow read               => not-permitted
  f = root.open-at "up/secret" read write                  => not-permitted
  g = root.open-at "up/private/new" create exclusive write  => not-permitted
  h = root.open-at "up" symlink-follow directory read      => not-permitted
  root.create-directory-at "../new"                        => not-permitted
  root.create-directory-at "up/empty/new"                  => not-permitted
  root.remove-directory-at "../empty"                      => not-permitted
  root.remove-directory-at "up/empty"                      => not-permitted
  root.unlink-file-at "../secret"                          => not-permitted
  root.unlink-file-at "up/private/inner"                   => not-permitted
  root.unlink-file-at "../farm/gone"                       => not-permitted
  root.unlink-file-at "out"                                => ok

end
  far -> "../farm/inner"
  log  "base"
  up -> ".."
