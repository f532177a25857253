# link-at and rename-at to the descriptor of a file are refused, and the object stays where it is.
rule   access/calls-need-their-kind-of-descriptor

tree
  log  "base"
  other  "kept"

run
  f = root.open-at "other" read write  => ok
  root.link-at "log" to f "x"          => not-directory
  root.rename-at "log" to f "x"        => not-directory
  root.rename-at "log" to f "."        => not-directory | invalid
  f.rename-at "x" to f "y"             => not-directory
  root.stat-at "log"                   => regular-file size=4 links=1

end
  log  "base"
  other  "kept"
