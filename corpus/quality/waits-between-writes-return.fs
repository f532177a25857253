# However often a stream is waited for between its writes, it gets on.
rule   quality/no-hang

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.check-write, until progress      => 1..
  w.write "A"                        => ok
  w.block                            => ok
  w.block                            => ok
  w.flush                            => ok
  w.block                            => ok
  w.blocking-flush                   => ok
  f.read 9 0                         => "Aase" eof?

end
  log  "Aase"
