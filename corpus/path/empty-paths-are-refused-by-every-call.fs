# No call takes an empty path for the directory itself, at either end.
rule   path/impossible-names-are-refused

tree
  log  "base"

run
  root.stat-at ""                     => no-entry | invalid
  root.stat-at "" symlink-follow      => no-entry | invalid
  root.metadata-hash-at ""            => no-entry | invalid
  root.set-times-at "" 5s 6s          => no-entry | invalid
  root.readlink-at ""                 => no-entry | invalid
  f = root.open-at "" directory read  => no-entry | invalid
  g = root.open-at "" create write    => no-entry | invalid
  root.remove-directory-at ""         => no-entry | invalid
  root.symlink-at "log" ""            => no-entry | invalid
  root.link-at "" to root "new"       => no-entry | invalid
  root.link-at "log" to root ""       => no-entry | invalid
  root.rename-at "" to root "new"     => no-entry | invalid
  root.rename-at "log" to root ""     => no-entry | invalid

end
  log  "base"
