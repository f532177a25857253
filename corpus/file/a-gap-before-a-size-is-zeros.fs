# A size beyond the end leaves zeros behind what was there.
rule   file/gaps-are-zeros

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-size 6                       => ok
  f.read 9 0                         => "base\x00\x00" eof?

end
  log  "base\x00\x00"
