# A splice moves what was written where its source began past the end.
rule   stream/splice-moves-what-it-counts

run
  f = root.open-at "log" create read write  => ok
  r = f.read-via-stream 1                   => ok
  f.write "A" 1                             => 1
  v = f.write-via-stream 0                  => ok
  v.blocking-splice r 1                     => 1

end
  log  "\x00A"
