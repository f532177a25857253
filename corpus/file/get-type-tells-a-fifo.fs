# A fifo has a type of its own; unknown is for what is none of the others.
rule   file/get-type-tells-the-type

tree
  p is a fifo

run
  f = root.open-at "p" read write  => ok | any answer
  f.get-type                       => fifo

end
  p is a fifo
