# A listing gives names as they were made, in capital letters and small ones.
rule   dir/lists-every-entry-once

tree
  Log  "base"
  sub/
    READ-me  ""

run
  d = root.open-at "sub" directory read  => ok
  e = d.read-directory                   => ok
  e.read-directory-entry                 => regular-file "READ-me"
  e.read-directory-entry                 => none

end
  Log  "base"
  sub/
    READ-me  ""
