# The three flags that ask for synchronous writes refuse nothing and change no byte.
rule   open/opens-what-is-there

tree
  log  "base"

run
  a = root.open-at "log" write file-integrity-sync        => ok
  b = root.open-at "log" write data-integrity-sync        => ok
  c = root.open-at "log" read write requested-write-sync  => ok
  a.write "A" 0                                           => 1
  b.write "B" 1                                           => 1
  c.write "C" 2                                           => 1
  c.read 9 0                                              => "ABCe" eof?

end
  log  "ABCe"
