# A guest can't name what is in the directory, but there it is: the directory is not empty.
rule   dir/remove-takes-empty-directories

tree
  sub/
    "log\xff"  "hidden"

run
  root.remove-directory-at "sub"  => not-empty
  root.unlink-file-at "sub"       => is-directory
  root.stat-at "sub"              => directory

end
  sub/
    "log\xff"  "hidden"
