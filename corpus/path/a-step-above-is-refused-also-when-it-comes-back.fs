# Whoever leaves a directory and comes back into it has left it.
rule   path/stays-below-its-directory

tree
  sub/
    leaf  "x"

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  d.stat-at "../sub/leaf"                                 => not-permitted
  f = d.open-at "../sub/leaf" read                        => not-permitted
  d.unlink-file-at "../sub/leaf"                          => not-permitted
  d.rename-at "leaf" to d "../sub/moved"                  => not-permitted
  d.create-directory-at "../sub/new"                      => not-permitted
  root.stat-at "sub/../sub/leaf"                          => regular-file size=1 links=1

end
  sub/
    leaf  "x"
