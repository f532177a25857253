# The new name of a symbolic link is one.
rule   link/link-at-follows-on-request

tree
  link -> "log"
  log  "base"

run
  root.link-at "link" to root "new"  => ok | not-permitted
  root.readlink-at "new"             => "log"

end
  link -> "log"
  log  "base"
  new -> "log"
