# A slash behind the name of a link to a directory stands for the directory, which is no link.
rule   link/readlink-at-wants-a-link

tree
  link -> "sub"
  sub/

run
  root.readlink-at "link/"  => invalid

end
  link -> "sub"
  sub/
