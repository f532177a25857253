# A link to the outside may be made, but nothing is read, written or made through it.
# Here it is `open-at`, by a link to a directory.
rule   path/outside-stays-untouched
needs  symlinks

tree
  log  "base"

run
  root.symlink-at "../private" "dir"                       => ok | not-permitted
  h = root.open-at "dir" symlink-follow directory read mutate-directory  => not-permitted

end
  dir -> "../private"
  log  "base"
