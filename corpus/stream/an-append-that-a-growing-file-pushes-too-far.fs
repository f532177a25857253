# An append that is in flight while the file grows to where no file reaches lands before that, or fails.
rule   stream/failure-is-reported-as-one

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.append-via-stream            => ok
  w.check-write                      => 0..
  hold
  w.write "AB"                       => ok
  f.set-size 9223372036854775806     => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  release w
  w.blocking-flush                   => ok | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
