# What is made while a directory is listed that has a name which is no text is told once at most, and so is what was there.
rule   dir/lists-every-entry-once

tree
  log  "base"
  "log\xc3"  ""

run
  l = root.read-directory            => ok
  f = root.open-at "a" create write  => ok
  repeat 4: l.read-directory-entry   => regular-file "a" | none
  g = root.read-directory            => ok
  repeat 4: g.read-directory-entry   => none
  g.read-directory-entry             => none

end
  a  ""
  log  "base"
  "log\xc3"  ""
