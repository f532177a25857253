# A read at the size that stat tells finds the end, one byte before it the last byte.
rule   file/end-of-file-flag

tree
  log  A[0..4097]

run
  f = root.open-at "log" read write  => ok
  f.stat                             => regular-file size=4097 links=1
  f.read 4 size                      => "" eof
  f.read 4 size-1                    => "A" eof?
  f.read size+1 0                    => A[0..4097] eof?
  f.write "B" size                   => 1
  f.write "C" count                  => 1
  f.stat                             => regular-file size=4098 links=1
  f.read 4 size-1                    => "B" eof?

end
  log  "AC"+A[2..4097]+"B"
