# A read gives what is in the file at the offset, whatever was read before.
rule   file/read-returns-what-was-written

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.read 2 1                         => "as"
  f.read 100 0                       => "base" eof?
  f.read 2 2                         => "se" eof?

end
  log  "base"
