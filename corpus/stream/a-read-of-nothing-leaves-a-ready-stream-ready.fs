# Length 0 on a stream that is ready takes nothing, and the next read makes progress: `read`.
rule   stream/zero-length-read-is-empty

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.block                            => ok
  r.read 0                           => ""
  r.read 9, until progress           => "base"

end
  log  "base"
