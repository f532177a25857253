# To list a directory modifies nothing.
rule   time/nothing-changes-by-itself

tree
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read  => ok
  d.stat                                 => directory
  e = d.read-directory                   => ok
  e.read-directory-entry                 => regular-file "leaf"
  e.read-directory-entry                 => none
  d.stat                                 => directory modified=as before changed=as before

end
  sub/
    leaf  "x"
