# A path that goes on behind a fifo or a socket is not-directory, and opens neither.
rule   quality/no-hang

tree
  link -> "pipe"
  log  "base"
  pipe is a fifo
  plug is a socket

run
  root.stat-at "pipe/x"                   => not-directory
  f = root.open-at "pipe/x" create write  => not-directory
  root.create-directory-at "plug/x"       => not-directory
  g = root.open-at "link/x" read          => not-directory
  root.rename-at "log" to root "pipe/x"   => not-directory
  h = root.open-at "pipe" write           => ok | any answer

end
  link -> "pipe"
  log  "base"
  pipe is a fifo
  plug is a socket
