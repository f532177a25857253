# A link whose target steps out of the tree may be made; it is not followed.
rule   link/symlink-at-makes-a-link

run
  root.symlink-at "../secret" "link"  => ok | not-permitted
  root.stat-at "link" symlink-follow  => not-permitted

end
  link -> "../secret"
