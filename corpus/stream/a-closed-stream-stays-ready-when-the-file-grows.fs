# A stream that has ended is ready, also when the file grows behind it.
rule   stream/ready-means-progress

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 9                  => "base"
  r.blocking-read 1                  => closed
  f.write "MORE" 4                   => 1..4
  r.ready                            => true

end
  log  "baseMORE"
