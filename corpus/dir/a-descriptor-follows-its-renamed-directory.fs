# Through a directory's descriptor files are found and made where the directory is after it was renamed.
rule   dir/descriptor-stands-for-its-object

tree
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  root.rename-at "sub" to root "new"                      => ok | busy
  d.stat-at "leaf"                                        => regular-file size=1 links=1
  f = d.open-at "made" create write                       => ok
  f.write "A" 0                                           => 1
  root.stat-at "new/made"                                 => regular-file size=1 links=1

end
  new/
    leaf  "x"
    made  "A"
