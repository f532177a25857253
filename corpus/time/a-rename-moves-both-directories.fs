# A rename moves the modification timestamps of the directory it takes from and of the one it puts into.
rule   time/a-write-is-a-modification

tree
  from/
    leaf  "x"
  into/

run
  root.set-times-at "from" 7s 5s                  => ok
  root.set-times-at "into" 7s 5s                  => ok
  root.rename-at "from/leaf" to root "into/leaf"  => ok
  root.stat-at "from"                             => directory modified=after 5s changed=after 7s
  root.stat-at "into"                             => directory modified=after 5s changed=after 7s

end
  from/
  into/
    leaf  "x"
