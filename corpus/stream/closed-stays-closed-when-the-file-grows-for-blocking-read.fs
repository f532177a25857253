# The end that a stream has reported is final, also when the file grows: `blocking-read`.
rule   stream/closed-is-final

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 9                  => "base"
  r.blocking-read 1                  => closed
  f.write "MORE" 4                   => 1..4
  r.blocking-read 1                  => closed

end
  log  "baseMORE"
