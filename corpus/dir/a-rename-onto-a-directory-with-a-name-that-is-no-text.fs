# A directory whose only entry has a name that is no text has an entry, so no other directory takes its place.
rule   dir/rename-keeps-directories-with-entries

tree
  free/
  sub/
    "\xff"  "hidden"

run
  root.rename-at "free" to root "sub"  => not-empty | exist

end
  free/
  sub/
    "\xff"  "hidden"
