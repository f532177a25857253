# A path that leaves the only directory that there is is answered the same, whatever is there.
rule   path/outside-stays-unseen

tree
  out -> "../secret"
  way -> ".."

run
  o = root.open-at "/secret"  => not-permitted

end
  out -> "../secret"
  way -> ".."
