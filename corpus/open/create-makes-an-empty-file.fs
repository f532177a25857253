# create makes a file where nothing was, and opens what is there as it is.
rule   open/create-makes-a-file

run
  f = root.open-at "new" create read write  => ok
  f.stat                                    => regular-file size=0 links=1
  f.write "A" 0                             => 1
  g = root.open-at "new" create read        => ok
  g.read 9 0                                => "A" eof?

end
  new  "A"
