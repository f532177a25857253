# No metadata, target or listing of an object outside is given, whichever way leads there.
rule   path/outside-stays-untouched

tree
  out -> "../secret"
  up -> ".."

run
  root.stat-at "../secret"                      => not-permitted
  root.stat-at "up/private/inner"               => not-permitted
  root.metadata-hash-at "../secret"             => not-permitted
  root.metadata-hash-at "out" symlink-follow    => not-permitted
  root.metadata-hash-at "up/"                   => not-permitted
  root.readlink-at "../farm/inner"              => not-permitted
  root.readlink-at "up/farm/inner"              => not-permitted
  d = root.open-at "up/" directory read         => not-permitted
  e = root.open-at "../private" directory read  => not-permitted
  f = root.open-at "up/." directory read        => not-permitted

end
  out -> "../secret"
  up -> ".."
