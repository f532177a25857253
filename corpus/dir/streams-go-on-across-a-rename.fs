# Streams of a file read and write it on when it has another name.
rule   dir/rename-moves-the-object

tree
  log  "base"

run
  f = root.open-at "log" read write   => ok
  r = f.read-via-stream 0             => ok
  w = f.append-via-stream             => ok
  root.rename-at "log" to root "new"  => ok
  r.blocking-read 4                   => "base"
  w.blocking-write-and-flush "AA"     => ok
  g = root.open-at "new" read         => ok
  g.read 9 0                          => "baseAA" eof?

end
  new  "baseAA"
