# open-at of a socket is answered, for whatever it is opened.
rule   quality/no-hang

tree
  plug is a socket

run
  f = root.open-at "plug" read                        => ok | any answer
  g = root.open-at "plug" write                       => ok | any answer
  h = root.open-at "plug" create truncate read write  => ok | any answer
  root.stat-at "plug"                                 => socket links=1

end
  plug is a socket
