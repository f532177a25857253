# sync while streams of the file are open takes nothing from them.
rule   file/advice-and-sync-change-nothing

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  w = f.write-via-stream 4           => ok
  w.blocking-write-and-flush "A"     => ok
  f.sync                             => ok
  w.blocking-write-and-flush "B"     => ok
  f.sync-data                        => ok
  r.blocking-read 4                  => "base"

end
  log  "baseAB"
