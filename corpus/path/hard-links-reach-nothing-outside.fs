# No object outside gets a name inside, and none inside a name outside.
rule   path/outside-stays-untouched

tree
  log  "base"
  out -> "../secret"
  up -> ".."

run
  root.link-at "../secret" to root "new"                   => not-permitted
  root.link-at "out" to root "new" symlink-follow          => not-permitted | invalid | unsupported
  root.link-at "up/secret" to root "new"                   => not-permitted
  root.link-at "../private/inner" to root "new"            => not-permitted
  root.link-at "../farm/inner" to root "new" symlink-follow  => not-permitted | invalid | unsupported
  root.link-at "log" to root "../new"                      => not-permitted
  root.link-at "log" to root "up/new"                      => not-permitted
  root.link-at "log" to root "../private/new"              => not-permitted
  root.stat-at "log"                                       => regular-file size=4 links=1

end
  log  "base"
  out -> "../secret"
  up -> ".."
