# link-at gives a file a second name, and the first one stays.
rule   link/link-at-names-the-same-object

tree
  log  "base"

run
  root.link-at "log" to root "other"  => ok
  f = root.open-at "other" read       => ok
  f.read 9 0                          => "base" eof?
  g = root.open-at "log" read         => ok
  f.is-same-object g                  => true

end
  log  "base"
  other  "base"
