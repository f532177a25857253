# A listing of a directory goes on when the directory has another name.
rule   dir/lists-every-entry-once

tree
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read  => ok
  e = d.read-directory                   => ok
  root.rename-at "sub" to root "new"     => ok | busy
  e.read-directory-entry                 => regular-file "leaf"
  e.read-directory-entry                 => none
  g = d.read-directory                   => ok
  g.read-directory-entry                 => regular-file "leaf"
  g.read-directory-entry                 => none

end
  new/
    leaf  "x"
