# A stream that shows what came after a file has grown is not closed where the file ended before.
rule   stream/end-of-file-closes

tree
  log  "a0"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.blocking-read 1                  => "a"
  f.write "bbb" 2                    => 1..3
  f.write "1" 1                      => 1
  r.blocking-read 2                  => "1b" or as read ahead
  r.blocking-read 1                  => "b" or as read ahead

end
  log  "a1bbb"
