# A stream gives a file of more than 1 MiB, and is not closed before its end.
rule   stream/end-of-file-closes

tree
  log  a[0..1100000]

run
  f = root.open-at "log" read  => ok
  r = f.read-via-stream 0      => ok
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..65536
  r.blocking-skip 65536        => 1..51424

end
  log  a[0..1100000]
