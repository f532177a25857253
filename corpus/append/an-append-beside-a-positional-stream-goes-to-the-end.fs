# A positional stream that extends the file moves the end for the appending one.
rule   append/goes-to-the-end-of-the-file

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  a = f.append-via-stream            => ok
  w = f.write-via-stream 4           => ok
  w.blocking-write-and-flush "WWWW"  => ok
  a.blocking-write-and-flush "A"     => ok
  w.blocking-write-and-flush "W"     => ok
  f.read 20 0                        => "baseWWWWW" eof?

end
  log  "baseWWWWW"
