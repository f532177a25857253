# A directory that its mode lets nobody search leads to nothing, whether something is there or not.
rule   access/modes-refuse-with-access
needs  modes
mode "sub" 0666

tree
  sub/
    log  "base"

run
  root.stat-at "sub/log"           => regular-file size=4 links=1 | access | not-permitted
  f = root.open-at "sub/log" read  => ok | access | not-permitted
  root.metadata-hash-at "sub/log"  => a hash | access | not-permitted
  root.unlink-file-at "sub/log"    => ok | access | not-permitted

end
  sub/
    log  "base"
