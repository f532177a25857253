# What stands beside the tree is outside of it, also where its name begins with that of the tree's own folder.
rule   path/stays-below-its-directory

tree
  a  "1"
  up -> "../root-secret/key"

run
  root.remove-directory-at "../root-secret"  => not-permitted

end
  a  "1"
  up -> "../root-secret/key"
