# A link to the outside may be made, but nothing is read, written or made through it.
# Here it is `create-directory-at`, by a link to a directory.
rule   path/outside-stays-untouched
needs  symlinks

tree
  log  "base"

run
  root.symlink-at "../private" "dir"  => ok | not-permitted
  root.create-directory-at "dir/new"  => not-permitted

end
  dir -> "../private"
  log  "base"
