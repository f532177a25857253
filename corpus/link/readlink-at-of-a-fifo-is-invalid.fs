# readlink-at of a FIFO fails with invalid and does not open it.
rule   link/readlink-at-wants-a-link

tree
  pipe is a fifo

run
  root.readlink-at "pipe"  => invalid

end
  pipe is a fifo
