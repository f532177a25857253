# A file that may only be written is not moved to where it could be read.
rule   access/links-and-moves-widen-no-rights
preopen free "free" dir=read,mutate file=read
preopen sink "sink" dir=read,mutate file=write

tree
  free/
  sink/
    log  "base"

run
  sink.rename-at "log" to free "log"  => not-permitted | access | read-only | cross-device | bad-descriptor
  free.stat-at "log"                  => no-entry
  sink.rename-at "log" to sink "new"  => ok
  sink.stat-at "new"                  => regular-file size=4 links=1

end
  free/
  sink/
    new  "base"
