# A read that could give a byte does not come back empty.
rule   file/read-gives-a-byte-before-the-end

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.read 1 0                         => "b"
  f.read 1 3                         => "e" eof?

end
  log  "base"
