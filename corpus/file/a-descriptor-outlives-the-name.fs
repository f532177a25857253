# When the name of a file is gone, its descriptor reads and writes on, and has no links.
rule   file/outlives-its-name

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  root.unlink-file-at "log"          => ok
  f.read 8 0                         => "base" eof?
  f.write "A" 0                      => 1
  f.read 8 0                         => "Aase" eof?
  f.stat                             => regular-file size=4 links=0

end
  nothing
