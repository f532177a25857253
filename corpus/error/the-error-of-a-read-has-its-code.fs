# An input stream's error is asked as that of an output stream is.
rule   error/keeps-its-code

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 0      => ok
  fault r read io
  e = r.blocking-read 4        => "base" | failed(io)
  r.drop                       => ok
  e.filesystem-error-code
  e.to-debug-string
