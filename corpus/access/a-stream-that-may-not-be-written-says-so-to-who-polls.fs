# A stream of a file that was not opened for writing, if there is one, fails with a code that says why, also for a guest that never
# waits.
rule   access/writing-needs-write

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  w = f.write-via-stream 0     => bad-descriptor | not-permitted | access | ok
  w.check-write, until progress
  w.write "A"
  w.flush
  w.check-write, until progress
  w.check-write
  f.read 9 0                   => "base" eof?

end
  log  "base"
