# rename-at onto a symbolic link replaces the link; what it led to keeps its bytes.
rule   dir/tree-is-as-the-calls-left-it

tree
  link -> "log"
  log  "base"
  new  "NEW"

run
  root.rename-at "new" to root "link"  => ok
  root.stat-at "link"                  => regular-file size=3 links=1
  f = root.open-at "link" read         => ok
  f.read 9 0                           => "NEW" eof?
  g = root.open-at "log" read          => ok
  g.read 9 0                           => "base" eof?

end
  link  "NEW"
  log  "base"
