# open-at with create, without truncate, opens a file that is there and leaves its bytes.
rule   open/opens-what-is-there

tree
  log  "base"

run
  f = root.open-at "log" create write  => ok
  f.write "A" 0                        => 1
  g = root.open-at "log" create read   => ok
  g.read 9 0                           => "Aase" eof?
  root.stat-at "log"                   => regular-file size=4 links=1

end
  log  "Aase"
