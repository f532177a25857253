# A file that its mode lets its owner only read is opened for reading and read.
rule   access/modes-refuse-no-more
needs  modes
mode "log" 0400

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  f.read 9 0                   => "base" eof?
  f.stat                       => regular-file size=4 links=1
  r = f.read-via-stream 0      => ok
  r.blocking-read 9            => "base"

end
  log  "base"
