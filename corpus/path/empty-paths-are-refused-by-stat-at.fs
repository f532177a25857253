# No call takes an empty path for the directory itself, at either end.
# Here it is `stat-at`.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  root.stat-at ""                 => no-entry | invalid
  root.stat-at "" symlink-follow  => no-entry | invalid

end
  log  "base"
