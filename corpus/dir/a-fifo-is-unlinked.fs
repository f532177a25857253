# unlink-file-at removes the name of a FIFO without opening it.
rule   dir/unlink-takes-the-name

tree
  pipe is a fifo

run
  root.unlink-file-at "pipe"  => ok
  root.stat-at "pipe"         => no-entry

end
  nothing
