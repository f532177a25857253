# When the modification timestamp is another the hash is another, of a file and of a directory.
rule   hash/changes-with-the-modification-time

tree
  log  "base"
  sub/

run
  f = root.open-at "log" read write  => ok
  f.set-times no-change 5s           => ok
  f.metadata-hash                    => a hash
  f.set-times no-change 50s          => ok
  f.metadata-hash                    => another hash
  root.set-times-at "sub" 7s 5s      => ok
  root.metadata-hash-at "sub"        => another hash
  root.set-times-at "sub" 7s 50s     => ok
  root.metadata-hash-at "sub"        => another hash

end
  log  "base"
  sub/
