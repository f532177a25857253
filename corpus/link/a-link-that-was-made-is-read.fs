# What symlink-at has made is there.
rule   link/symlink-at-makes-a-link

tree
  log  "base"

run
  root.symlink-at "log" "new"  => ok
  root.readlink-at "new"       => "log"

end
  log  "base"
  new -> "log"
