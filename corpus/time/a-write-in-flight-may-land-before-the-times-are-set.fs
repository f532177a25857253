# A write that was in flight when the timestamps were set may have landed before: the moment that was set may stand.
rule   time/nanoseconds-stay-below-a-second

tree
  log  ""

run
  d4 = root.open-at "log" write
  w9 = d4.write-via-stream 0
  w9.check-write
  w9.write "B"
  d4.set-times no-change 2147483648s
  w9.blocking-flush
  root.stat-at "log"
