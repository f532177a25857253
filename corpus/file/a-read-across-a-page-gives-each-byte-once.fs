# Bytes on both sides of a multiple of 4096 are read as they are.
rule   file/read-returns-what-was-written

tree
  log  a[0..9000]

run
  f = root.open-at "log" read write  => ok
  f.read 9000 0                      => a[0..9000] eof?

end
  log  a[0..9000]
