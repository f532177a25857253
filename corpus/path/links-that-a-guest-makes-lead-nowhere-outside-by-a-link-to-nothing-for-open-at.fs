# A link to the outside may be made, but nothing is read, written or made through it.
# Here it is `open-at`, by a link to nothing.
rule   path/outside-stays-untouched
needs  symlinks

tree
  log  "base"

run
  root.symlink-at "../new" "new"                      => ok | not-permitted
  g = root.open-at "new" symlink-follow create write  => not-permitted

end
  log  "base"
  new -> "../new"
