# A length for which nobody has memory is answered like any other, with what is there.
rule   quality/bounded-memory

tree
  log  "base"

run
  f = root.open-at "log" read write     => ok
  f.read 18446744073709551615 0         => "base" eof?
  f.read 18446744073709551615 9         => "" eof
  r = f.read-via-stream 1               => ok
  r.blocking-read 18446744073709551615  => "ase"
  s = f.read-via-stream 0               => ok
  s.blocking-skip 18446744073709551615  => 1..4

end
  log  "base"
