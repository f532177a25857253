# Calls on the bytes of a file are refused on a directory that may be changed as on one that may not.
rule   access/calls-need-their-kind-of-descriptor

tree
  sub/

run
  d = root.open-at "sub" directory read                   => ok
  e = root.open-at "sub" directory read mutate-directory  => ok
  d.read 0 0                                              => bad-descriptor | is-directory | "" eof?
  e.write "" 0                                            => bad-descriptor | is-directory | 0
  e.write "A" 0                                           => bad-descriptor | is-directory
  e.set-size 4                                            => bad-descriptor | is-directory | invalid
  r = d.read-via-stream 0                                 => bad-descriptor | is-directory | invalid
  w = e.write-via-stream 0                                => bad-descriptor | is-directory | invalid
  a = e.append-via-stream                                 => bad-descriptor | is-directory | invalid

end
  sub/
