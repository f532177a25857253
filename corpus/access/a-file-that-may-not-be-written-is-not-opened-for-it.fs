# A file that its mode lets nobody write is not opened for writing, alone or beside reading.
rule   access/modes-refuse-with-access
needs  modes
mode "log" 0444

tree
  log  "base"

run
  f = root.open-at "log" write       => ok | access | not-permitted
  g = root.open-at "log" read write  => ok | access | not-permitted

end
  log  "base"
