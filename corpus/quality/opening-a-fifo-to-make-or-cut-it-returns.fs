# create and truncate on the name of a fifo are answered, and it stays a fifo.
rule   quality/no-hang

tree
  pipe is a fifo

run
  f = root.open-at "pipe" create write                => ok | any answer
  g = root.open-at "pipe" truncate                    => ok | any answer
  h = root.open-at "pipe" create truncate read write  => ok | any answer
  root.stat-at "pipe"                                 => fifo links=1

end
  pipe is a fifo
