# Reads and skips take turns without a byte lost or given twice.
rule   stream/reads-follow-each-other

tree
  log  "0123456"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 1                  => "0"
  r.blocking-skip 2                  => 1..2
  r.blocking-read 3                  => "345"
  r.blocking-skip 1                  => 1

end
  log  "0123456"
