# A symbolic link is listed as one, not as what it leads to.
rule   dir/entries-have-their-type

tree
  sub/
    link -> "."

run
  d = root.open-at "sub" directory read  => ok
  e = d.read-directory                   => ok
  e.read-directory-entry                 => symbolic-link "link"
  e.read-directory-entry                 => none

end
  sub/
    link -> "."
