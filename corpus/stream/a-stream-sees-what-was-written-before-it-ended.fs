# A file that grows before its end was reached is read to its new end.
rule   stream/read-returns-what-was-written

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 2                  => "ba"
  f.write "MORE" 4                   => 1..4
  r.blocking-read 2                  => "se" or as read ahead
  r.blocking-read 4                  => "MORE" or as read ahead | closed
  r.blocking-read 1                  => closed

end
  log  "baseMORE"
