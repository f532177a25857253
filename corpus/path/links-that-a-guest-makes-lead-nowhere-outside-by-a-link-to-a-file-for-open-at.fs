# A link to the outside may be made, but nothing is read, written or made through it.
# Here it is `open-at`, by a link to a file.
rule   path/outside-stays-untouched
needs  symlinks

tree
  log  "base"

run
  root.symlink-at "../secret" "file"                       => ok | not-permitted
  f = root.open-at "file" symlink-follow truncate read write  => not-permitted

end
  file -> "../secret"
  log  "base"
