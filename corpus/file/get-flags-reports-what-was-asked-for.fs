# The flags of a descriptor are those it was opened with.
rule   file/get-flags-tells-the-flags

tree
  log  "base"
  sub/

run
  f = root.open-at "log" read                             => ok
  g = root.open-at "log" write                            => ok
  h = root.open-at "log" read write                       => ok
  d = root.open-at "sub" directory read mutate-directory  => ok
  f.get-flags                                             => read
  g.get-flags                                             => write
  h.get-flags                                             => read write
  d.get-flags                                             => read mutate-directory

end
  log  "base"
  sub/
