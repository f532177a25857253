# With create a name with a slash behind it makes neither a file nor a directory.
rule   path/trailing-slash-needs-a-directory

tree
  sub/

run
  f = root.open-at "new/" create write                     => is-directory | not-directory | no-entry
  g = root.open-at "sub/new/" create exclusive read write  => is-directory | not-directory | no-entry
  root.stat-at "new"                                       => no-entry
  root.stat-at "sub/new"                                   => no-entry

end
  sub/
