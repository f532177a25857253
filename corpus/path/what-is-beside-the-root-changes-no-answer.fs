# A path that leaves the only directory that there is is answered the same, whatever is there.
rule   path/outside-stays-unseen

tree
  out -> "../secret"
  way -> ".."

run
  root.stat-at "../secret"           => not-permitted
  root.stat-at "../none"             => not-permitted
  root.stat-at "way/private/inner"   => not-permitted
  root.stat-at "out" symlink-follow  => not-permitted

end
  out -> "../secret"
  way -> ".."
