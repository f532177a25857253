# A stream gives a file of a mebibyte to its end, in pieces of any length, and ends there and not before.
rule   stream/reads-follow-each-other

tree
  log  A[0..1048577]

run
  f = root.open-at "log" read        => ok
  r = f.read-via-stream 0            => ok
  repeat 300: r.blocking-read 65536  => closed
  s = f.read-via-stream 1048000      => ok
  repeat 300: s.blocking-skip 100    => closed

end
  log  A[0..1048577]
