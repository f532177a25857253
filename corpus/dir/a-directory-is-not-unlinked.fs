# unlink-file-at leaves directories alone, empty or not.
rule   dir/unlink-refuses-directories

tree
  sub/

run
  root.unlink-file-at "sub"       => is-directory
  root.unlink-file-at "sub/"      => is-directory
  root.remove-directory-at "sub"  => ok

end
  nothing
