# Four overlapping appends through two descriptors all stand in the file.
rule   append/no-lost-bytes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  g = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  w = g.append-via-stream            => ok
  x = f.append-via-stream            => ok
  y = g.append-via-stream            => ok
  v.check-write                      => 0..
  w.check-write                      => 0..
  x.check-write                      => 0..
  y.check-write                      => 0..
  hold
  v.write "A"                        => ok
  w.write "B"                        => ok
  x.write "C"                        => ok
  y.write "D"                        => ok
  release y
  release w
  release v
  release x
  v.blocking-flush                   => ok
  w.blocking-flush                   => ok
  x.blocking-flush                   => ok
  y.blocking-flush                   => ok
  f.read 64 0                        => "baseABCD" eof? | "baseABDC" eof? | "baseACBD" eof? | "baseADBC" eof? | "baseACDB" eof? | "baseADCB" eof? | "baseBACD" eof? | "baseBADC" eof? | "baseCABD" eof? | "baseCADB" eof? | "baseDABC" eof? | "baseDACB" eof? | "baseBCAD" eof? | "baseBDAC" eof? | "baseCBAD" eof? | "baseCDAB" eof? | "baseDBAC" eof? | "baseDCAB" eof? | "baseBCDA" eof? | "baseBDCA" eof? | "baseCBDA" eof? | "baseCDBA" eof? | "baseDBCA" eof? | "baseDCBA" eof?
