# With directory a file is not opened, a directory is.
rule   open/directory-refuses-files

tree
  log  "base"
  sub/

run
  f = root.open-at "log" directory read  => not-directory
  d = root.open-at "sub" directory read  => ok
  d.get-type                             => directory

end
  log  "base"
  sub/
