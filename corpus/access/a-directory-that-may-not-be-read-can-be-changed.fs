# Changing a directory is granted apart from reading it.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen blind "" dir=mutate file=none

tree
  log  "base"
  sub/

run
  blind.create-directory-at "new"  => ok
  blind.remove-directory-at "sub"  => ok
  blind.unlink-file-at "log"       => ok
  blind.symlink-at "new" "link"    => ok
  blind.stat-at "new"              => not-permitted | access | read-only | bad-descriptor
  root.stat-at "new"               => directory

end
  link -> "new"
  new/
