# Each of three moments of modification gives another hash than the one before.
rule   hash/changes-with-the-modification-time

tree
  log  "base"

run
  root.set-times-at "log" no-change 1000s  => ok
  root.metadata-hash-at "log"              => a hash
  root.set-times-at "log" no-change 2000s  => ok
  root.metadata-hash-at "log"              => another hash
  root.set-times-at "log" no-change 1000s  => ok
  root.metadata-hash-at "log"              => another hash

end
  log  "base"
