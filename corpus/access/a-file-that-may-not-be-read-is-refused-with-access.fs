# A file that its mode lets nobody read is not opened for reading, and the refusal says why.
rule   access/modes-refuse-with-access
needs  modes
mode "log" 0200

tree
  log  "base"

run
  f = root.open-at "log" read   => ok | access | not-permitted
  g = root.open-at "log" write  => ok
  root.stat-at "log"            => regular-file size=4 links=1

end
  log  "base"
