# A file that was opened only for reading can be synced, and so can one without changes.
rule   file/advice-and-sync-change-nothing

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  f.sync                       => ok
  f.sync-data                  => ok
  f.sync                       => ok

end
  log  "base"
