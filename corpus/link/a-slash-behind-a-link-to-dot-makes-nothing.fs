# Whether the slash has the link followed, or asks for a directory where none is to be: nothing is made.
rule   link/symlink-at-makes-a-link

tree
  here -> "."
  log  "base"

run
  root.symlink-at "log" "here/"       => exist
  root.link-at "log" to root "here/"  => exist
  root.symlink-at "log" "./"          => exist
  root.readlink-at "here"             => "."
  root.stat-at "log"                  => regular-file size=4 links=1

end
  here -> "."
  log  "base"
