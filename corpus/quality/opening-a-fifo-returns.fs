# open-at of a fifo that nobody else has open is answered, for whatever it is opened.
rule   quality/no-hang

tree
  pipe is a fifo

run
  f = root.open-at "pipe" read        => ok | any answer
  g = root.open-at "pipe" write       => ok | any answer
  h = root.open-at "pipe" read write  => ok | any answer
  i = root.open-at "pipe"             => ok | any answer
  root.stat-at "pipe"                 => fifo links=1

end
  pipe is a fifo
