# No function answers unsupported unless the backend declares it.
rule   quality/lacks-are-declared
needs  append set-size

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.get-flags                        => read write
  f.get-type                         => regular-file
  f.stat                             => regular-file size=4 links=1
  f.read 1 0                         => "b"
  f.write "A" 0                      => 1
  f.set-size 4                       => ok
  r = f.read-via-stream 0            => ok
  w = f.write-via-stream 0           => ok
  a = f.append-via-stream            => ok
  e = root.read-directory            => ok
  e.read-directory-entry             => regular-file "log"
  root.create-directory-at "new"     => ok
  root.remove-directory-at "new"     => ok
  root.unlink-file-at "log"          => ok

end
  nothing
