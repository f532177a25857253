# A directory that is open and has entries is neither removed nor replaced; which of the two is told is open.
rule   dir/remove-takes-empty-directories

tree
  new/
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read  => ok
  root.remove-directory-at "sub"         => not-empty | busy
  root.rename-at "new" to root "sub"     => not-empty | exist | busy
  d.stat-at "leaf"                       => regular-file size=1 links=1

end
  new/
  sub/
    leaf  "x"
