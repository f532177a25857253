# A file that may only be read is not moved to where it could be written.
rule   access/links-and-moves-widen-no-rights
preopen free "free" dir=read,mutate file=read,write
preopen kept "kept" dir=read,mutate file=read

tree
  free/
    own  "own"
  kept/
    log  "base"

run
  kept.rename-at "log" to free "log"  => not-permitted | access | read-only | cross-device | bad-descriptor
  free.stat-at "log"                  => no-entry
  kept.stat-at "log"                  => regular-file size=4 links=1
  free.rename-at "own" to free "new"  => ok
  kept.rename-at "log" to kept "new"  => ok

end
  free/
    new  "own"
  kept/
    new  "base"
