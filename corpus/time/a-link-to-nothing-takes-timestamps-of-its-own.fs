# A link that leads nowhere can be given timestamps; with symlink-follow there is nothing to give them to.
rule   time/set-times-sets

tree
  link -> "none"

run
  root.set-times-at "link" 7s 5s                 => ok | unsupported
  root.stat-at "link"                            => symbolic-link size=4 links=1 modified=5s changed=after 7s
  root.set-times-at "link" 7s 5s symlink-follow  => no-entry

end
  link -> "none"
