# The access timestamp is no part of the hash: a read leaves it.
rule   hash/stays-while-nothing-changes

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  f.metadata-hash              => a hash
  f.read 9 0                   => "base" eof?
  f.metadata-hash              => the hash as before
  r = f.read-via-stream 0      => ok
  r.blocking-read 9            => "base"
  root.metadata-hash-at "log"  => the hash as before

end
  log  "base"
