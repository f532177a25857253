# A stream that has failed is closed for a flush and for a write of nothing.
rule   stream/flushed-bytes-have-landed

run
  f = root.open-at "log" create  => ok
  v = f.write-via-stream 0       => ok | bad-descriptor | not-permitted | access
  v.blocking-flush               => ok | failed(bad-descriptor) | failed(not-permitted) | failed(access)
  v.blocking-write-and-flush ""  => ok | failed(bad-descriptor) | failed(not-permitted) | failed(access)

end
  log  ""
