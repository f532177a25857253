# A symbolic link is no directory, also where it leads to an empty one: a directory does not take its place.
rule   dir/rename-mixes-no-kinds

tree
  empty/
  link -> "empty"
  sub/

run
  root.rename-at "sub" to root "link"  => not-directory
  root.stat-at "sub"                   => directory
  root.readlink-at "link"              => "empty"

end
  empty/
  link -> "empty"
  sub/
