# Fifos and sockets are moved, replaced and removed without being opened.
rule   quality/no-hang

tree
  log  "base"
  pipe is a fifo
  plug is a socket

run
  root.rename-at "plug" to root "pipe"  => ok
  root.stat-at "pipe"                   => socket links=1
  root.remove-directory-at "pipe"       => not-directory
  f = root.open-at "pipe" read          => ok | any answer
  root.rename-at "log" to root "pipe"   => ok
  root.stat-at "pipe"                   => regular-file size=4 links=1
  root.unlink-file-at "pipe"            => ok

end
  nothing
