# metadata-hash-at of a FIFO opens nothing and waits for nothing.
rule   hash/stays-while-nothing-changes

tree
  pipe is a fifo

run
  root.metadata-hash-at "pipe"  => a hash
  root.metadata-hash-at "pipe"  => the hash as before

end
  pipe is a fifo
