# The hash of a preopen changes with its modification timestamp.
rule   hash/changes-with-the-modification-time

run
  root.stat-at "."             => directory
  root.metadata-hash           => a hash
  root.set-times-at "." 0s 0s  => ok
  root.metadata-hash           => another hash

end
  nothing
