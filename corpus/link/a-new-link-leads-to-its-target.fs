# Through a link that symlink-at made its target is opened and written.
rule   link/symlink-at-makes-a-link

tree
  log  "base"

run
  root.symlink-at "log" "link"                  => ok
  f = root.open-at "link" symlink-follow write  => ok
  f.write "B" 0                                 => 1

end
  link -> "log"
  log  "Base"
