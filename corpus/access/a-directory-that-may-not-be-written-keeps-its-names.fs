# From a directory that its mode lets nobody write no name is taken, by whatever call.
rule   access/modes-refuse-with-access
needs  modes
mode "sub" 0555

tree
  sub/
    d/
    log  "base"

run
  root.unlink-file-at "sub/log"           => ok | access | not-permitted
  root.remove-directory-at "sub/d"        => ok | access | not-permitted
  root.rename-at "sub/log" to root "log"  => ok | access | not-permitted
  root.stat-at "sub/log"                  => regular-file size=4 links=1

end
  sub/
    d/
    log  "base"
