# A length for which nobody has memory is answered like any other, also where nothing is left.
rule   quality/bounded-memory

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.read 18446744073709551615 9      => "" eof

end
  log  "base"
