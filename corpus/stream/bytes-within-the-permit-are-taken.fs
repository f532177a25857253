# Fewer bytes than were permitted are taken.
rule   stream/write-within-permit-is-taken

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  w = f.write-via-stream 0           => ok
  w.check-write, until progress      => 1..
  w.write "A"                        => ok
  w.blocking-flush                   => ok
  f.read 9 0                         => "Aase" eof?

end
  log  "Aase"
