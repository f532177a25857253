# A stream of a file that was not opened for reading, if there is one, is not at its end: it fails with a code that says why.
rule   access/reading-needs-read

tree
  log  "base"

run
  f = root.open-at "log" write  => ok
  r = f.read-via-stream 0       => bad-descriptor | not-permitted | access | ok
  r.blocking-read 4
  r.read 4
  f.stat                        => regular-file size=4 links=1

end
  log  "base"
