# A directory that was modified before 1970 is looked at, opened and listed.
rule   time/moments-before-1970-fail-no-stat
modified "sub" -1

tree
  sub/
    leaf  "x"

run
  root.stat-at "sub"                     => directory
  d = root.open-at "sub" directory read  => ok
  d.stat                                 => directory accessed=as before modified=as before changed=as before
  e = d.read-directory                   => ok
  e.read-directory-entry                 => regular-file "leaf"

end
  sub/
    leaf  "x"
