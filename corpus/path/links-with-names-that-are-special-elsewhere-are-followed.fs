# Backslashes, spaces, letters of all scripts and names of devices are ordinary in names and targets of links.
rule   path/links-on-the-way-are-followed

tree
  __proto__ -> "x y"
  "back\\slash" -> "con"
  con/
    leaf  "con"
  "x y" -> "äö"
  "äö"/
    leaf  "letters"

run
  root.stat-at "__proto__/leaf"    => regular-file size=7 links=1
  root.stat-at "back\\slash/leaf"  => regular-file size=3 links=1
  root.stat-at "x y/leaf"          => regular-file size=7 links=1 accessed=as before modified=as before changed=as before
  root.stat-at "back/slash/leaf"   => no-entry

end
  __proto__ -> "x y"
  "back\\slash" -> "con"
  con/
    leaf  "con"
  "x y" -> "äö"
  "äö"/
    leaf  "letters"
