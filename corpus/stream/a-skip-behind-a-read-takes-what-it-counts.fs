# A skip behind a read counts what it takes.
rule   stream/reads-follow-each-other

tree
  log  a[0..30]

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 20     => ok
  r.blocking-read 9            => "a005a006a"
  r.skip 2                     => 0..1

end
  log  a[0..30]
