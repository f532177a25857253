# A write of a mebibyte is whole in the file, or what was counted of it.
rule   file/write-counts-what-it-wrote

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  f.write A[0..1048576] 0            => 1..1048576
  f.stat                             => regular-file size=1048576 links=1
  f.read 16 131072                   => "Apa8Apa9ApaaApab"
  f.read 16 size-16                  => "Am9oAm9pAm9qAm9r" eof?

end
  log  A[0..1048576]
