# A directory that is held open is not moved into one that is missing, and stays.
rule   path/missing-is-no-entry

tree
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read    => ok
  root.rename-at "sub" to root "none/sub"  => no-entry | busy
  root.stat-at "sub/leaf"                  => regular-file size=1 links=1

end
  sub/
    leaf  "x"
