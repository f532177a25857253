# A stream that was read gives what was written since where no buffer reaches.
rule   stream/reads-ahead-within-bounds

tree
  log  a[0..1100000]

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 1                  => "a"
  f.write "NEW" 1099997              => 1..3
  repeat 16: r.blocking-skip 65536   => 1..65536
  r.blocking-skip 51420              => 1..51420
  r.blocking-read 3                  => "NEW"

end
  log  a[0..1099997]+"NEW"
