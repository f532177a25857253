# remove-directory-at of a symbolic link fails, also where it leads to an empty directory.
rule   dir/remove-refuses-files

tree
  link -> "sub"
  sub/

run
  root.remove-directory-at "link"  => not-directory
  root.stat-at "sub"               => directory
  root.readlink-at "link"          => "sub"

end
  link -> "sub"
  sub/
