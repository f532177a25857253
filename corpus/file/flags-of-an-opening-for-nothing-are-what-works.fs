# A file that was opened for nothing and can be read has the flag that says so.
rule   file/get-flags-tells-the-flags

tree
  log  "base"

run
  f = root.open-at "log"   => ok
  r = f.read-via-stream 0  => ok | bad-descriptor | not-permitted | access
  r.blocking-read 2        => "ba" | failed(bad-descriptor) | failed(not-permitted) | failed(access)
  f.get-flags              => read
  f.read 4 0               => "base" eof?

end
  log  "base"
