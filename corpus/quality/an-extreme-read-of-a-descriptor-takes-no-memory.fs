# A length for which nobody has memory is answered like any other, with what is there: `read` of a descriptor.
rule   quality/bounded-memory

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.read 18446744073709551615 0      => "base" eof?

end
  log  "base"
