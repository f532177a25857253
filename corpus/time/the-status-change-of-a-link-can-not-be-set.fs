# Also a symbolic link reports as status change the moment of the call, not the one that was set.
rule   time/status-change-can-not-be-set

tree
  link -> "none"

run
  root.set-times-at "link" 7s 5s  => ok | unsupported
  root.stat-at "link"             => symbolic-link size=4 links=1 modified=5s changed=after 7s

end
  link -> "none"
