# A stream of a file that rename-at replaced writes to the old file, never to the one that has the name now.
rule   dir/rename-replaces-its-like

tree
  log  "base"
  old  "gone"

run
  f = root.open-at "old" read write   => ok
  w = f.write-via-stream 0            => ok
  root.rename-at "log" to root "old"  => ok
  w.blocking-write-and-flush "AA"     => ok
  f.read 9 0                          => "AAne" eof?
  g = root.open-at "old" read         => ok
  g.read 9 0                          => "base" eof?

end
  old  "base"
