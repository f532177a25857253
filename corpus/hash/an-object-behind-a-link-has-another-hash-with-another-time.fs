# The hash of an object with another modification time is another, also where a link leads to it.
rule   hash/changes-with-the-modification-time

tree
  a -> "b"
  b  ""

run
  root.set-times-at "b" no-change 4s        => ok
  root.metadata-hash-at "b"                 => a hash
  root.set-times-at "b" no-change 0s        => ok
  root.metadata-hash-at "a" symlink-follow  => another hash

end
  a -> "b"
  b  ""
