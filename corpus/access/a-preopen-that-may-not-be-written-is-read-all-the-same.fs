# A preopen that its mode lets nobody write is listed and read, and nothing is made in it.
rule   access/modes-refuse-with-access
needs  modes
preopen root "sub" dir=read,mutate file=read,write
mode "sub" 0555

tree
  sub/
    log  "base"

run
  root.create-directory-at "new"     => ok | access | not-permitted
  l = root.read-directory            => ok
  l.read-directory-entry             => regular-file "log"
  l.read-directory-entry             => none
  f = root.open-at "log" read write  => ok
  f.write "B" 0                      => 1

end
  sub/
    log  "Base"
