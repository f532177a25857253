# More files than a small table holds are made, kept open, written and read again.
rule   open/create-makes-a-file

tree
  d/

run
  repeat 200: f{} = root.open-at "d/{}" create exclusive read write  => ok
  repeat 200: f{}.write "AB" 0                             => 1..2
  repeat 200: f{}.read 4 0                                 => "AB" eof?
  repeat 200: root.stat-at "d/{}"                          => regular-file size=2 links=1
  repeat 200: root.unlink-file-at "d/{}"                   => ok

end
  d/
