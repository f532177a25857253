# The size that a flush has made is there behind an opening with truncate that was refused.
rule   stream/flushed-bytes-have-landed

tree
  log  "base"

run
  f = root.open-at "log" write            => ok
  v = f.write-via-stream 2                => ok
  v.blocking-write-and-flush "QQQQ"       => ok
  a = root.open-at "log/" truncate write  => not-directory
  root.stat-at "log"                      => regular-file size=6 links=1

end
  log  "baQQQQ"
