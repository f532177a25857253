# open-at with directory of a fifo or a socket is not-directory, at once.
rule   open/directory-refuses-files

tree
  link -> "pipe"
  log  "base"
  pipe is a fifo
  plug is a socket

run
  d = root.open-at "pipe" directory read  => ok | any answer
  e = root.open-at "plug" directory read  => ok | any answer
  f = root.open-at "log" directory read   => not-directory

end
  link -> "pipe"
  log  "base"
  pipe is a fifo
  plug is a socket
