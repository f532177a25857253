# Files and directories open by their names and by paths through directories.
rule   open/opens-what-is-there

tree
  log  "base"
  sub/
    leaf  "x"

run
  f = root.open-at "log" read       => ok
  d = root.open-at "sub" read       => ok
  g = root.open-at "sub/leaf" read  => ok
  h = d.open-at "leaf" read         => ok
  h.read 9 0                        => "x" eof?
  s = root.open-at "." read         => ok

end
  log  "base"
  sub/
    leaf  "x"
