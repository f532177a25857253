# Dots that stay below the directory are steps like any other.
rule   open/opens-what-is-there

tree
  log  "base"
  sub/
    leaf  "x"

run
  f = root.open-at "sub/../log" read    => ok
  f.read 9 0                            => "base" eof?
  g = root.open-at "./sub/./leaf" read  => ok
  g.read 9 0                            => "x" eof?
  d = root.open-at "sub/.." read        => ok

end
  log  "base"
  sub/
    leaf  "x"
