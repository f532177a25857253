# Whatever advice is given, the file has the bytes, the size and the descriptors it had.
rule   file/advice-and-sync-change-nothing

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.advise 0 4 normal                => ok
  f.advise 0 4 sequential            => ok
  f.advise 0 4 random                => ok
  f.advise 0 4 will-need             => ok
  f.advise 0 4 dont-need             => ok
  f.advise 0 4 no-reuse              => ok
  f.read 9 0                         => "base" eof?
  f.stat                             => regular-file size=4 links=1

end
  log  "base"
