# A name that was a directory and is now a link to the outside is judged by what it is now.
rule   path/stays-below-its-directory

tree
  out -> "../private"
  sub/
    leaf  "x"

run
  root.stat-at "sub/leaf"                  => regular-file size=1 links=1
  root.rename-at "sub" to root "kept"      => ok
  root.rename-at "out" to root "sub"       => ok
  root.stat-at "sub/inner"                 => not-permitted
  f = root.open-at "sub/new" create write  => not-permitted
  root.stat-at "kept/leaf"                 => regular-file size=1 links=1 accessed=as before modified=as before changed=as before

end
  kept/
    leaf  "x"
  sub -> "../private"
