# `link/..` is refused where the link leads out.
rule   path/stays-below-its-directory

tree
  up -> ".."

run
  root.metadata-hash-at "up/.."  => not-permitted

end
  up -> ".."
