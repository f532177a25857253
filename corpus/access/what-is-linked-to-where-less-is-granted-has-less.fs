# A file may be linked to where less of it is granted; what is opened there has no more than is granted there.
rule   access/only-what-the-embedder-granted
preopen free "free" dir=read,mutate file=read,write
preopen kept "kept" dir=read,mutate file=read

tree
  free/
    log  "base"
  kept/
    own  "own"

run
  free.link-at "log" to kept "new"  => ok | not-permitted | access | read-only | cross-device | bad-descriptor
  f = kept.open-at "own" write      => not-permitted | access | read-only | bad-descriptor
  g = free.open-at "log" write      => ok
  g.write "A" 0                     => 1
  h = kept.open-at "own" read       => ok
  h.read 9 0                        => "own" eof?

end
  free/
    log  "Aase"
  kept/
    own  "own"
