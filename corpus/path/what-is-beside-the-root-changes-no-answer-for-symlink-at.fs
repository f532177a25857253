# A path that leaves the only directory that there is is answered the same, whatever is there.
rule   path/outside-stays-unseen

tree
  out -> "../secret"
  way -> ".."

run
  root.symlink-at "f" "out/"  => not-permitted | not-directory | loop | exist

end
  out -> "../secret"
  way -> ".."
