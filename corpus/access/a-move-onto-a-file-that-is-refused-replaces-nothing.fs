# Where a move would widen rights, neither the file that was to be moved nor the one in its place changes.
rule   access/links-and-moves-widen-no-rights
preopen free "free" dir=read,mutate file=read,write
preopen kept "kept" dir=read,mutate file=read

tree
  free/
    log  "free"
  kept/
    log  "base"

run
  kept.rename-at "log" to free "log"  => not-permitted | access | read-only | cross-device | bad-descriptor
  f = free.open-at "log" read         => ok
  f.read 9 0                          => "free" eof?
  g = kept.open-at "log" read         => ok
  g.read 9 0                          => "base" eof?

end
  free/
    log  "free"
  kept/
    log  "base"
