# Dots at the end of a path lead to a directory, and a slash behind one changes nothing about it.
rule   dir/unlink-refuses-directories

tree
  sub/

run
  root.unlink-file-at "."       => is-directory
  root.unlink-file-at "sub/."   => is-directory
  root.unlink-file-at "sub/.."  => is-directory
  root.unlink-file-at "sub/"    => is-directory

end
  sub/
