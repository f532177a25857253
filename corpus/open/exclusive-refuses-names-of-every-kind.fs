# A name that is taken by a directory, a link or a special file is taken.
rule   open/exclusive-refuses-what-is-there

tree
  link -> "pipe"
  log  "base"
  pipe is a fifo
  plug is a socket
  sub/

run
  a = root.open-at "sub" create exclusive write   => exist | is-directory
  b = root.open-at "link" create exclusive write  => exist | loop
  c = root.open-at "pipe" create exclusive write  => exist
  d = root.open-at "plug" create exclusive write  => exist
  e = root.open-at "new" create exclusive write   => ok

end
  link -> "pipe"
  log  "base"
  new  ""
  pipe is a fifo
  plug is a socket
  sub/
