# To set the access timestamp alone of a file from before 1970 succeeds and leaves a file that stat can look at.
rule   time/moments-before-1970-fail-no-stat
modified "log" -86400

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-times 7s no-change           => ok
  f.stat                             => regular-file size=4 links=1 accessed=7s changed=after 7s
  root.metadata-hash-at "log"        => a hash

end
  log  "base"
