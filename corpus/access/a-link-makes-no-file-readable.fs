# A file that may only be written is not linked to where it could be read.
rule   access/links-and-moves-widen-no-rights
preopen free "free" dir=read,mutate file=read
preopen sink "sink" dir=read,mutate file=write

tree
  free/
  sink/
    log  "base"

run
  sink.link-at "log" to free "log"  => not-permitted | access | read-only | cross-device | bad-descriptor
  free.stat-at "log"                => no-entry
  sink.link-at "log" to sink "new"  => ok
  sink.stat-at "new"                => regular-file size=4 links=2

end
  free/
  sink/
    log  "base"
    new  "base"
