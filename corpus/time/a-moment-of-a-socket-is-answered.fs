# The times of a socket are set like those of anything else: nobody has to open it.
rule   time/any-moment-is-answered

tree
  s is a socket

run
  root.set-times-at "s" no-change 0s symlink-follow  => ok

end
  s is a socket
