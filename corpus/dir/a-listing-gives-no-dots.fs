# An entry is given, and it is neither the directory nor its parent.
rule   dir/lists-no-dots

tree
  sub/
    leaf  ""

run
  d = root.open-at "sub" directory read  => ok
  e = d.read-directory                   => ok
  e.read-directory-entry                 => regular-file "leaf"
  e.read-directory-entry                 => none

end
  sub/
    leaf  ""
