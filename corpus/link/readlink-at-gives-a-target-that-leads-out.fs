# A relative target that steps out of the tree is text: readlink-at gives it.
rule   link/readlink-at-gives-the-target

tree
  up -> "../secret"

run
  root.readlink-at "up"  => "../secret"

end
  up -> "../secret"
