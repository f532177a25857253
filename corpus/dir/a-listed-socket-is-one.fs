# A listing gives a socket with its type.
rule   dir/entries-have-their-type

tree
  plug is a socket

run
  e = root.read-directory  => ok
  e.read-directory-entry   => socket "plug"
  e.read-directory-entry   => none

end
  plug is a socket
