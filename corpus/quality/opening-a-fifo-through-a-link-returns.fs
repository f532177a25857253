# A link is no way to hang a host on a fifo.
rule   quality/no-hang

tree
  link -> "pipe"
  pipe is a fifo

run
  f = root.open-at "link" symlink-follow read   => ok | any answer
  g = root.open-at "link" symlink-follow write  => ok | any answer
  root.stat-at "link" symlink-follow            => fifo links=1
  root.metadata-hash-at "link" symlink-follow   => a hash

end
  link -> "pipe"
  pipe is a fifo
