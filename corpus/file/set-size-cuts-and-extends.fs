# Cut and extended again, the file has zeros where its bytes were.
rule   file/set-size-sets-the-size

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-size 2                       => ok
  f.read 100 0                       => "ba" eof?
  f.set-size 6                       => ok
  f.read 100 0                       => "ba\x00\x00\x00\x00" eof?
  f.stat                             => regular-file size=6 links=1

end
  log  "ba\x00\x00\x00\x00"
