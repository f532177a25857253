# A directory that was removed is listed as one without entries, or not at all.
rule   dir/lists-every-entry-once

tree
  sub/

run
  d = root.open-at "sub" directory read  => ok
  root.remove-directory-at "sub"         => ok | busy
  e = d.read-directory                   => ok | no-entry
  e.read-directory-entry                 => none
  root.stat-at "sub"                     => no-entry

end
  nothing
