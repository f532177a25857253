# symlink-follow in a link-at of a plain file changes nothing, or is refused as a whole.
rule   link/link-at-names-the-same-object

tree
  log  "base"

run
  root.link-at "log" to root "new" symlink-follow  => ok
  f = root.open-at "log" read                      => ok
  f.read 9 0                                       => "base" eof?

end
  log  "base"
  new  "base"
