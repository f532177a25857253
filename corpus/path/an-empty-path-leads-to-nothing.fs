# An empty path is one that leads to nothing, for every call that looks.
rule   path/missing-is-no-entry

run
  root.stat-at ""                 => no-entry
  root.stat-at "" symlink-follow  => no-entry
  root.metadata-hash-at ""        => no-entry
  root.readlink-at ""             => no-entry
  root.set-times-at "" 5s 5s      => no-entry
  root.unlink-file-at ""          => no-entry
  root.remove-directory-at ""     => no-entry
  root.create-directory-at ""     => no-entry
  f = root.open-at ""             => no-entry
  g = root.open-at "" create      => no-entry

end
  nothing
