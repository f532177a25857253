# A path that leaves the only directory that there is is answered the same, whatever is there.
rule   path/outside-stays-unseen

tree
  out -> "../secret"
  way -> ".."

run
  root.symlink-at "f" "out/"           => not-permitted | not-directory | loop | exist
  root.stat-at "../secret"             => not-permitted
  root.stat-at "../none"               => not-permitted
  root.stat-at "way/private/inner"     => not-permitted
  root.create-directory-at "../none/"  => not-permitted
  root.stat-at "out" symlink-follow    => not-permitted
  o = root.open-at "/secret"           => not-permitted

end
  out -> "../secret"
  way -> ".."
