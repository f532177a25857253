# What stands beside the tree is outside of it, also where its name begins with that of the tree's own folder.
rule   path/stays-below-its-directory

tree
  a  "1"
  up -> "../root-secret/key"

run
  f = root.open-at "../root-secret/key" read          => not-permitted
  g = root.open-at "../root2" read                    => not-permitted
  h = root.open-at "../root-secret" directory read    => not-permitted
  i = root.open-at "a/../../root2" read               => not-directory | not-permitted
  j = root.open-at "../root-secret/new" create write  => not-permitted

end
  a  "1"
  up -> "../root-secret/key"
