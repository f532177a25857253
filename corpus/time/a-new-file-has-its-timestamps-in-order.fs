# A file that was just made was not modified after its status was changed.
rule   time/status-change-is-not-before-modification

run
  f = root.open-at "new" create write  => ok
  f.stat                               => regular-file size=0 links=1
  root.symlink-at "new" "link"         => ok
  root.stat-at "link"                  => symbolic-link size=3 links=1

end
  link -> "new"
  new  ""
