# symlink-at makes a link of which readlink-at gives the target as it was written, dots and slashes included.
rule   link/readlink-at-gives-the-target

tree
  log  "base"

run
  root.symlink-at "log" "plain"         => ok
  root.readlink-at "plain"              => "log"
  root.symlink-at "./sub//log/." "odd"  => ok
  root.readlink-at "odd"                => "./sub//log/."

end
  log  "base"
  odd -> "./sub//log/."
  plain -> "log"
