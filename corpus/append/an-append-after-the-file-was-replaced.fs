# A stream goes on to write to the file that it was opened on, also when another has its name.
rule   append/no-lost-bytes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.blocking-write-and-flush "A"     => ok
  host replace "log" "new"
  v.blocking-write-and-flush "B"     => ok
  f.read 64 0                        => "baseAB" eof?
  g = root.open-at "log" read        => ok
  g.read 64 0                        => "new" eof?
