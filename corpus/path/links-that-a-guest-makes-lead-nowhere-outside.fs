# A link to the outside may be made, but nothing is read, written or made through it.
rule   path/outside-stays-untouched
needs  symlinks

tree
  log  "base"

run
  root.symlink-at "../secret" "file"                       => ok | not-permitted
  root.symlink-at "../private" "dir"                       => ok | not-permitted
  root.symlink-at "../new" "new"                           => ok | not-permitted
  f = root.open-at "file" symlink-follow truncate read write  => not-permitted
  g = root.open-at "new" symlink-follow create write       => not-permitted
  h = root.open-at "dir" symlink-follow directory read mutate-directory  => not-permitted
  root.create-directory-at "dir/new"                       => not-permitted
  root.unlink-file-at "dir/inner"                          => not-permitted
  root.set-times-at "file" 5s 6s symlink-follow            => not-permitted

end
  dir -> "../private"
  file -> "../secret"
  log  "base"
  new -> "../new"
