# A file that is opened with mutate-directory is a file still, or not opened.
rule   open/opens-what-is-there

tree
  log  "base"
  sub/

run
  f = root.open-at "log" read mutate-directory  => ok | invalid | not-directory
  d = root.open-at "sub" mutate-directory       => ok
  d.create-directory-at "new"                   => ok
  g = root.open-at "log" read                   => ok

end
  log  "base"
  sub/
    new/
