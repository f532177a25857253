# A directory that was opened with mutate-directory can be changed, and so can what is in it.
rule   dir/create-makes-an-empty-directory

tree
  sub/

run
  d = root.open-at "sub" directory read mutate-directory  => ok
  d.create-directory-at "new"                             => ok
  e = d.open-at "new" directory mutate-directory          => ok
  f = e.open-at "file" create write                       => ok
  f.write "A" 0                                           => 1

end
  sub/
    new/
      file  "A"
