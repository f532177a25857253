# In a directory that its mode lets nobody write no file is made, and nothing of one is left.
rule   access/modes-refuse-with-access
needs  modes
mode "sub" 0555

tree
  sub/
    log  "base"

run
  f = root.open-at "sub/new" create write  => ok | access | not-permitted
  root.stat-at "sub/new"                   => no-entry

end
  sub/
    log  "base"
