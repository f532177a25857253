# Another process appends while a write is between two of its calls of the system: its bytes stay, wherever the write goes on.
rule   append/no-lost-bytes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.write-via-stream 0           => ok
  v.check-write                      => 0..
  hold
  v.write "AB"                       => ok
  release v
  host append "log" "C"
  release v
  v.blocking-flush                   => ok
  f.read 64 0                        => "ABseC" eof?
  f.stat                             => regular-file size=5 links=1
