# Where names may change but files may not, no file is opened for writing, made or cut.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read

tree
  log  "base"

run
  f = root.open-at "log" write     => not-permitted | access | read-only | bad-descriptor
  g = root.open-at "new" create    => not-permitted | access | read-only | bad-descriptor
  h = root.open-at "log" truncate  => not-permitted | access | read-only | bad-descriptor
  root.create-directory-at "dir"   => ok
  x = root.open-at "log" read      => ok
  x.read 9 0                       => "base" eof?

end
  dir/
  log  "base"
