# Both ends of rename-at are paths: a file moves from one directory into another.
rule   dir/rename-moves-the-object

tree
  from/
    log  "base"
  into/
    keep  "x"

run
  root.rename-at "from/log" to root "into/log"  => ok
  root.stat-at "from/log"                       => no-entry
  f = root.open-at "into/log" read              => ok
  f.read 9 0                                    => "base" eof?

end
  from/
  into/
    keep  "x"
    log  "base"
