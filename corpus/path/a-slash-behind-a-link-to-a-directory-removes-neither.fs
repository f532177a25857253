# A slash behind a link to a directory that is not empty removes, links and replaces neither the link nor the directory.
rule   path/trailing-slash-needs-a-directory

tree
  sub/
    leaf  "x"
  way -> "sub"

run
  root.unlink-file-at "way/"         => is-directory | not-directory
  root.remove-directory-at "way/"    => not-empty | not-directory
  root.link-at "way/" to root "new"  => not-permitted
  root.create-directory-at "way/"    => exist
  root.symlink-at "x" "way/"         => exist | not-directory
  root.stat-at "sub/leaf"            => regular-file size=1 links=1
  root.stat-at "sub/leaf/"           => not-directory

end
  sub/
    leaf  "x"
  way -> "sub"
