# link-at replaces nothing: a file, a directory, and the name of the object itself are taken.
rule   link/link-at-needs-a-free-name

tree
  log  "base"
  other  "x"
  sub/

run
  root.link-at "log" to root "other"  => exist
  root.link-at "log" to root "sub"    => exist
  root.link-at "log" to root "log"    => exist
  f = root.open-at "other" read       => ok
  f.read 9 0                          => "x" eof?

end
  log  "base"
  other  "x"
  sub/
