# Bytes are no text: line ends, NUL, marks of a file's end and what is no UTF-8 are kept as they are.
rule   file/read-returns-what-was-written

tree
  log  binary-z[0..300]

run
  f = root.open-at "log" read write   => ok
  f.read 24 0                         => binary-z[0..24]
  f.read 300 0                        => binary-z[0..300] eof?
  f.write "\x0d\n\x1a\x00\xff\xfe" 6  => 1..6
  f.read 8 5                          => "\x93\x0d\n\x1a\x00\xff\xfe\xff"
  f.write binary-B[0..300] 300        => 1..300
  f.read 400 300                      => binary-B[0..300] eof?
  f.stat                              => regular-file size=600 links=1

end
  log  "\x1f\x0d\n\x1a\n\x93\x0d\n\x1a\x00\xff\xfe"+binary-z[12..300]+binary-B[0..300]
