# A slash behind the name of a directory that is made, moved or removed is taken.
rule   path/trailing-slash-needs-a-directory

tree
  sub/

run
  root.create-directory-at "new/"         => ok | exist
  root.stat-at "new/"                     => directory
  root.rename-at "sub/" to root "moved/"  => ok
  root.remove-directory-at "new//"        => ok
  root.stat-at "moved/"                   => directory

end
  moved/
