# A directory that may be changed but not listed is not moved to where it could be listed.
rule   access/links-and-moves-widen-no-rights
preopen free "free" dir=read,mutate file=read,write
preopen blind "blind" dir=mutate file=read,write

tree
  blind/
    dir/
      leaf  "x"
  free/
    own/

run
  blind.rename-at "dir" to free "dir"  => not-permitted | access | read-only | cross-device | bad-descriptor
  free.stat-at "dir"                   => no-entry
  free.rename-at "own" to free "new"   => ok

end
  blind/
    dir/
      leaf  "x"
  free/
    new/
