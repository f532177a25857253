# The end is where it is when the write lands, not where it was when the stream was made.
rule   append/goes-to-the-end-of-the-file

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  a = f.append-via-stream            => ok
  f.write "MORE" 4                   => 1..4
  a.blocking-write-and-flush "A"     => ok
  f.read 20 0                        => "baseMOREA" eof?

end
  log  "baseMOREA"
