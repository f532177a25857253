# sync and sync-data succeed after writes and change nothing that can be seen.
rule   file/advice-and-sync-change-nothing

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.write "B" 0                      => 1
  f.sync-data                        => ok
  f.read 9 0                         => "Base" eof?
  f.set-size 2                       => ok
  f.sync                             => ok
  f.stat                             => regular-file size=2 links=1
  f.read 9 0                         => "Ba" eof?

end
  log  "Ba"
