# A gap that is larger than any buffer reads as zeros at both of its ends.
rule   file/gaps-are-zeros

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.write "X" 1000000                => 1
  f.read 8 0                         => "base\x00\x00\x00\x00"
  f.read 8 999998                    => "\x00\x00X" eof?
  f.stat                             => regular-file size=1000001 links=1

end
  log  "base"+zeros[999996]+"X"
