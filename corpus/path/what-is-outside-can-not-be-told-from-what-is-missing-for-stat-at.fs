# A path that leaves is answered alike whether something is there or nothing, so no guest learns what is outside.
# Here it is `stat-at`.
rule   path/stays-below-its-directory

tree
  lost -> "../none"
  out -> "../secret"

run
  root.stat-at "../secret"            => not-permitted
  root.stat-at "../none"              => not-permitted
  root.stat-at "../private/inner"     => not-permitted
  root.stat-at "../none/inner"        => not-permitted
  root.stat-at "../secret/inner"      => not-permitted
  root.stat-at "out" symlink-follow   => not-permitted
  root.stat-at "lost" symlink-follow  => not-permitted

end
  lost -> "../none"
  out -> "../secret"
