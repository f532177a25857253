# What is before a write stays where an opening with truncate was refused.
rule   file/read-returns-what-was-written

tree
  log  "base"

run
  f = root.open-at "log" read write       => ok
  a = root.open-at "log/" truncate write  => not-directory
  f.write "ZZ" 3                          => 1..2
  f.read 8 0                              => "basZZ" eof?

end
  log  "basZZ"
