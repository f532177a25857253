# Length 0 moves no byte and ends neither stream: `blocking-splice`.
rule   stream/splice-moves-what-it-counts

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  w = f.write-via-stream 0           => ok
  w.blocking-splice r 0              => 0
  r.blocking-read 9                  => "base"
  w.blocking-write-and-flush "A"     => ok

end
  log  "Aase"
