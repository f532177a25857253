# Calls on the bytes of a file are refused on a directory that may be changed as on one that may not.
# Here it is `write`.
rule   access/calls-need-their-kind-of-descriptor

tree
  sub/

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  d.write "A" 0                                           => bad-descriptor | is-directory

end
  sub/
