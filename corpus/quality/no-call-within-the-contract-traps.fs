# Every call that keeps its contract is answered.
rule   quality/no-trap-within-the-contract

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.check-write, until progress      => 1..
  w.check-write                      => 0..
  w.write "A"                        => ok
  w.flush                            => ok
  w.blocking-write-and-flush ""      => ok
  w.cancel                           => ok
  f.read 0 18446744073709551615      => "" eof? | invalid | overflow | file-too-large

end
  log  "Aase"
