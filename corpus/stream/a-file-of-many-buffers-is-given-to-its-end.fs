# A stream gives a file of many buffers to its end, and is not closed before.
rule   stream/end-of-file-closes

tree
  log  a[0..200000]

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 65536              => a[0..65536]
  r.blocking-read 65536              => a[65536..131072]
  r.blocking-read 65536              => a[131072..196608]

end
  log  a[0..200000]
