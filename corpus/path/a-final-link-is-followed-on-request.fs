# With symlink-follow the target is opened, without it the link is not.
rule   path/final-link-is-followed-on-request

tree
  link -> "log"
  log  "base"

run
  f = root.open-at "link" symlink-follow read  => ok
  f.read 9 0                                   => "base" eof?
  g = root.open-at "link" read                 => loop

end
  link -> "log"
  log  "base"
