# In a directory that its mode lets nobody search a name that is missing is refused like one that is there, or as missing.
rule   access/modes-refuse-with-access
needs  modes
mode "sub" 0666

tree
  sub/
    log  "base"

run
  root.stat-at "sub/none"      => no-entry | access | not-permitted
  root.stat-at "sub/none/log"  => no-entry | access | not-permitted

end
  sub/
    log  "base"
