# What the embedder did not grant a preopen is missing from what is opened below it at any depth, also through links.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read file=read

tree
  sub/
    dir/
      leaf  "x"
  way -> "sub/dir"

run
  d = some.open-at "sub" directory read                    => ok
  e = d.open-at "dir" directory read                       => ok
  e.create-directory-at "new"                              => not-permitted | access | read-only | bad-descriptor
  f = e.open-at "leaf" write                               => not-permitted | access | read-only | bad-descriptor
  w = some.open-at "way" symlink-follow directory read     => ok
  w.unlink-file-at "leaf"                                  => not-permitted | access | read-only | bad-descriptor
  g = root.open-at "way" symlink-follow directory read mutate-directory  => ok
  g.create-directory-at "new"                              => ok

end
  sub/
    dir/
      leaf  "x"
      new/
  way -> "sub/dir"
