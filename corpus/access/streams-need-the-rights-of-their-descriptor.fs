# No writing stream comes from a descriptor that may not write.
rule   access/writing-needs-write

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  w = f.write-via-stream 0     => bad-descriptor | not-permitted | access | ok
  a = f.append-via-stream      => bad-descriptor | not-permitted | access | ok
  f.read 9 0                   => "base" eof?

end
  log  "base"
