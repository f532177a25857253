# A write that was in flight when the timestamps were set may have landed before: the moment that was set may stand.
rule   time/nanoseconds-stay-below-a-second

tree
  log  ""

run
  d4 = root.open-at "log" write       => ok
  w9 = d4.write-via-stream 0          => ok
  w9.check-write                      => 0..
  w9.write "B"                        => ok
  d4.set-times no-change 2147483648s  => ok | invalid | overflow
  w9.blocking-flush                   => ok
  root.stat-at "log"                  => regular-file size=1 links=1

end
  log  "B"
