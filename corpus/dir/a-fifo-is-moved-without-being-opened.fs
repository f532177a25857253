# A FIFO is renamed like any object, and nothing waits for its other end.
rule   dir/rename-moves-the-object

tree
  pipe is a fifo
  sub/

run
  root.rename-at "pipe" to root "sub/pipe"  => ok
  root.stat-at "sub/pipe"                   => fifo links=1

end
  sub/
    pipe is a fifo
