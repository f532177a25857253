# A directory is gone, and what is moved there is no directory: either may be told.
rule   dir/descriptor-stands-for-its-object

tree
  a  ""
  b/

run
  f = root.open-at "b" mutate-directory  => ok
  root.remove-directory-at "b"           => ok | busy
  root.rename-at "a" to f "a/"           => no-entry | not-directory

end
  a  ""
