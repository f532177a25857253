# A link to the outside may be made, but nothing is read, written or made through it.
# Here it is `set-times-at`, by a link to a file.
rule   path/outside-stays-untouched
needs  symlinks

tree
  log  "base"

run
  root.symlink-at "../secret" "file"             => ok | not-permitted
  root.set-times-at "file" 5s 6s symlink-follow  => not-permitted

end
  file -> "../secret"
  log  "base"
