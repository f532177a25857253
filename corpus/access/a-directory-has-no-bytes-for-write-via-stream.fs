# Calls on the bytes of a file are refused on a directory that may be changed as on one that may not.
# Here it is `write-via-stream`.
rule   access/calls-need-their-kind-of-descriptor

tree
  sub/

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  w = d.write-via-stream 0                                => bad-descriptor | is-directory | invalid

end
  sub/
