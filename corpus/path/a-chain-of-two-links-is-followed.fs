# With symlink-follow a link that leads to a link is followed to the end, without it not a step.
rule   path/final-link-is-followed-on-request

tree
  log  "base"
  one -> "two"
  two -> "log"

run
  root.stat-at "one" symlink-follow           => regular-file size=4 links=1
  root.stat-at "one"                          => symbolic-link size=3 links=1
  root.metadata-hash-at "one" symlink-follow  => a hash
  f = root.open-at "one" symlink-follow read  => ok
  f.read 9 0                                  => "base" eof?
  g = root.open-at "one" read                 => loop

end
  log  "base"
  one -> "two"
  two -> "log"
