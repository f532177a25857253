# A splice to where no file reaches may have taken from its source what it was asked for, and no more.
rule   stream/splice-moves-what-it-counts

tree
  a  "abcdef"
  log  "base"

run
  f = root.open-at "log" read write           => ok
  g = root.open-at "a" read                   => ok
  r = g.read-via-stream 1                     => ok
  r.block                                     => ok
  v = f.write-via-stream 9223372036854775807  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  v.check-write                               => 0..
  v.splice r 2                                => 0..2 | failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  v.blocking-flush                            => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  r.blocking-read 9                           => "def"

end
  a  "abcdef"
  log  "base"
