# sync, sync-data and advise work on a file whose name is gone.
rule   file/advice-and-sync-change-nothing

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  root.unlink-file-at "log"          => ok
  f.write "B" 0                      => 1
  f.sync                             => ok
  f.sync-data                        => ok
  f.advise 0 4 dont-need             => ok
  f.read 9 0                         => "Base" eof?

end
  nothing
