# A splice waits for a flush that is under way, and its bytes land behind those that were written before.
rule   stream/splice-moves-what-it-counts

tree
  log  "base"
  source  "xyz"

run
  f = root.open-at "log" read write  => ok
  s = root.open-at "source" read     => ok
  w = f.write-via-stream 0           => ok
  r = s.read-via-stream 0            => ok
  w.check-write, until progress      => 1..
  w.write "A"                        => ok
  w.flush                            => ok
  w.blocking-splice r 1              => 1
  w.blocking-flush                   => ok
  f.read 9 0                         => "Axse" eof?

end
  log  "Axse"
  source  "xyz"
