# An empty path is one that leads to nothing, for every call that looks.
rule   path/impossible-names-are-refused

run
  root.remove-directory-at ""     => no-entry
  root.stat-at ""                 => no-entry
  root.stat-at "" symlink-follow  => no-entry

end
  nothing
