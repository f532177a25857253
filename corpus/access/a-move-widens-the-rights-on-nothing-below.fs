# A directory is not moved to where the files in it could be written.
rule   access/links-and-moves-widen-no-rights
preopen free "free" dir=read,mutate file=read,write
preopen kept "kept" dir=read,mutate file=read

tree
  free/
  kept/
    dir/
      leaf  "x"

run
  kept.rename-at "dir" to free "dir"  => not-permitted | access | read-only | cross-device | bad-descriptor
  free.stat-at "dir"                  => no-entry
  kept.rename-at "dir" to kept "new"  => ok

end
  free/
  kept/
    new/
      leaf  "x"
