# Length 0 gives nothing and ends nothing, in each of the four calls.
rule   stream/zero-length-read-is-empty

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.read 0                           => ""
  r.blocking-read 0                  => ""
  r.skip 0                           => 0
  r.blocking-skip 0                  => 0
  r.blocking-read 9                  => "base"

end
  log  "base"
