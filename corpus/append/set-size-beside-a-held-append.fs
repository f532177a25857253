# After set-size an append lands at the new end, or had landed before.
rule   append/goes-to-the-end-of-the-file

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  hold
  v.write "AA"                       => ok
  f.set-size 2                       => ok
  v.blocking-flush                   => ok
  f.read 64 0                        => "baAA" eof? | "ba" eof?
