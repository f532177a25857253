# What has a type of its own is not listed as unknown.
rule   dir/entry-types-are-told

tree
  log  "base"
  sub/
  way -> "log"

run
  l = root.read-directory  => ok
  l.read-directory-entry   => regular-file "log" | directory "sub" | symbolic-link "way"
  l.read-directory-entry   => regular-file "log" | directory "sub"
  l.read-directory-entry   => regular-file "log"
  l.read-directory-entry   => none

end
  log  "base"
  sub/
  way -> "log"
