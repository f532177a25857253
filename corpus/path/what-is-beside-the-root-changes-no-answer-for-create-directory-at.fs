# A path that leaves the only directory that there is is answered the same, whatever is there.
rule   path/outside-stays-unseen

tree
  out -> "../secret"
  way -> ".."

run
  root.create-directory-at "../none/"  => not-permitted

end
  out -> "../secret"
  way -> ".."
