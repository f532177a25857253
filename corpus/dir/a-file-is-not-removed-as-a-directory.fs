# remove-directory-at leaves files alone.
rule   dir/remove-refuses-files

tree
  log  "base"

run
  root.remove-directory-at "log"  => not-directory
  f = root.open-at "log" read     => ok
  f.read 9 0                      => "base" eof?

end
  log  "base"
