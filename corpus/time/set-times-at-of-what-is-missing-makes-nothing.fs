# set-times-at of a name that is not there fails and makes nothing.
rule   time/set-times-sets

tree
  log  "base"

run
  root.set-times-at "none" now now      => no-entry
  root.set-times-at "log/none" now now  => not-directory
  root.stat-at "none"                   => no-entry
  root.set-times-at "log" now now       => ok

end
  log  "base"
