# What stands beside the tree is outside of it, also where its name begins with that of the tree's own folder.
rule   path/stays-below-its-directory

tree
  a  "1"
  up -> "../root-secret/key"

run
  root.stat-at "../root-secret/key"                   => not-permitted
  root.stat-at "../root2"                             => not-permitted
  root.stat-at "up" symlink-follow                    => not-permitted
  f = root.open-at "../root-secret/key" read          => not-permitted
  g = root.open-at "../root2" read                    => not-permitted
  h = root.open-at "../root-secret" directory read    => not-permitted
  i = root.open-at "a/../../root2" read               => not-directory | not-permitted
  j = root.open-at "../root-secret/new" create write  => not-permitted
  root.create-directory-at "../root-new"              => not-permitted
  root.rename-at "a" to root "../root-secret/a"       => not-permitted
  root.link-at "a" to root "../root3"                 => not-permitted
  root.symlink-at "a" "../root-secret/b"              => not-permitted
  root.unlink-file-at "../root2"                      => not-permitted
  root.remove-directory-at "../root-secret"           => not-permitted

end
  a  "1"
  up -> "../root-secret/key"
