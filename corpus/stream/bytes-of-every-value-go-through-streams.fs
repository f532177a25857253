# What goes through streams is no text either: bytes of every value come out as they went in.
rule   stream/read-returns-what-was-written

tree
  log  binary-z[0..600]

run
  f = root.open-at "log" read write              => ok
  w = f.write-via-stream 600                     => ok
  w.blocking-write-and-flush binary-A[0..600]    => ok
  r = f.read-via-stream 0                        => ok
  w.blocking-splice r 600                        => 1..600
  w.blocking-flush                               => ok
  s = f.read-via-stream 590                      => ok
  s.blocking-read 20                             => "\xd0a\x06u\x1b\xee\x07\x1bCw\n\x0d\n\x1a\x00\x93=c\xff1"
  a = f.append-via-stream                        => ok
  a.blocking-write-and-flush "\n\x0d\x0d\n\x00"  => ok
  f.stat                                         => regular-file size=1805 links=1

end
  log  binary-z[0..600]+binary-A[0..600]+binary-z[0..600]+"\n\x0d\x0d\n\x00"
