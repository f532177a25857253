# A stream that shows the second of two writes gives no byte from before the first one.
rule   stream/later-bytes-are-no-older

tree
  log  "aaaaaa"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.ready, until progress            => true
  f.write "CCC" 3                    => 1..3
  f.write "BBB" 0                    => 1..3
  r.blocking-read 1                  => "B" or as read ahead
  r.blocking-skip 2                  => 1..2
  r.blocking-read 3                  => "CCC" or as read ahead

end
  log  "BBBCCC"
