# Length 0 takes nothing and ends nothing, before anything else was asked: `blocking-skip`.
rule   stream/zero-length-read-is-empty

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-skip 0                  => 0
  r.blocking-read 9                  => "base"

end
  log  "base"
