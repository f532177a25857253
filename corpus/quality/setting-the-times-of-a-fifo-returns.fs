# The times of a fifo are set without waiting for its other end.
rule   quality/no-hang

tree
  a is a fifo

run
  root.set-times-at "a" no-change 5s symlink-follow  => ok

end
  a is a fifo
