# Whether a file that was opened for nothing can be read is open, until the first read has told.
rule   access/reading-needs-read

tree
  log  "base"

run
  f = root.open-at "log"        => ok
  f.read 4 0                    => "base" eof? | bad-descriptor | not-permitted | access
  f.read 4 0                    => "base" eof?
  f.read 2 2                    => "se" eof?
  w = root.open-at "log" write  => ok
  w.read 4 0                    => bad-descriptor | not-permitted | access
  f.read 4 0                    => "base" eof?

end
  log  "base"
