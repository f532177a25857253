# When the size has changed the hash is another, also where the modification timestamp was set back.
rule   hash/changes-with-the-size

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-times 7s 5s                  => ok
  f.metadata-hash                    => a hash
  f.set-size 2                       => ok
  f.set-times 7s 5s                  => ok
  f.metadata-hash                    => another hash
  f.write "x" 99                     => 1
  f.metadata-hash                    => another hash

end
  log  "ba"+zeros[97]+"x"
