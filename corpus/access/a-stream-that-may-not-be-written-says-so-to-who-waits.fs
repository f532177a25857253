# A stream of a file that was not opened for writing, if there is one, is no stream that has been closed: it fails with a code that
# says why.
rule   access/writing-needs-write

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  w = f.append-via-stream      => bad-descriptor | not-permitted | access | ok
  w.blocking-write-and-flush "A"
  w.blocking-flush
  f.read 9 0                   => "base" eof?

end
  log  "base"
