# However much is asked for, a read gives what is there, and never more than was asked.
rule   file/read-gives-at-most-the-length

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.read 18446744073709551615 0      => "base" eof?
  f.read 9223372036854775807 1       => "ase" eof?
  f.read 3 0                         => "bas"
  f.read 1 3                         => "e" eof?

end
  log  "base"
