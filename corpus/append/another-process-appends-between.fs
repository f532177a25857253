# What another process appends while an append is held is neither lost nor overwritten.
rule   append/no-lost-bytes

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  v = f.append-via-stream            => ok
  v.check-write                      => 0..
  hold
  v.write "AAAA"                     => ok
  host append "log" "xx"
  release v
  v.blocking-flush                   => ok
  f.read 64 0                        => "basexxAAAA" eof? | "baseAAAAxx" eof?
