# No call takes an empty path for the directory itself, at either end.
# Here it is `stat-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  root.stat-at ""                 => no-entry
  root.stat-at "" symlink-follow  => no-entry

end
  log  "base"
