# In an empty directory the end comes first, and again.
rule   dir/end-of-listing-is-final

tree
  sub/

run
  d = root.open-at "sub" directory read  => ok
  e = d.read-directory                   => ok
  e.read-directory-entry                 => none
  e.read-directory-entry                 => none
  root.create-directory-at "sub/new"     => ok

end
  sub/
    new/
