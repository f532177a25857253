# A write at the beginning of a file that was cut and appended to moves nothing.
rule   file/write-counts-what-it-wrote

tree
  log  "z"

run
  f = root.open-at "log" write        => ok
  v = f.append-via-stream             => ok
  f.set-size 0                        => ok
  v.blocking-write-and-flush "B000B"  => ok
  f.write "C0" 0                      => 1..2

end
  log  "C000B"
