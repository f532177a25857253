# A stream that shows the later of two writes gives no byte from before the earlier one behind that.
rule   stream/later-bytes-are-no-older

tree
  log  "aaaaaa"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 1                  => "a"
  f.write "CCC" 3                    => 1..3
  f.write "BB" 1                     => 1..2
  r.blocking-read 5                  => "BBCCC" or as read ahead

end
  log  "aBBCCC"
