# A splice whose sink fails may have taken from its source what it was asked for, and no more.
rule   stream/reads-follow-each-other

tree
  a  "abcdef"
  log  "base"

run
  f = root.open-at "log" read write  => ok
  g = root.open-at "a" read          => ok
  r = g.read-via-stream 1            => ok
  v = f.append-via-stream            => ok
  fault v write insufficient-space
  v.blocking-splice r 2              => 1..2 | failed(insufficient-space)
  v.blocking-flush                   => ok | failed(insufficient-space)
  r.blocking-read 9                  => "def"
