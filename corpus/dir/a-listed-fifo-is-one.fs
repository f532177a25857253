# A listing gives a FIFO with its type, without opening it.
rule   dir/entries-have-their-type

tree
  pipe is a fifo

run
  e = root.read-directory  => ok
  e.read-directory-entry   => fifo "pipe"
  e.read-directory-entry   => none

end
  pipe is a fifo
