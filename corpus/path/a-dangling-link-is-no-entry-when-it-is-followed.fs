# A link that leads to nothing is no-entry for every call that follows it.
rule   path/final-link-is-followed-on-request

tree
  link -> "none"
  log  "base"

run
  root.stat-at "link" symlink-follow                       => no-entry
  root.metadata-hash-at "link" symlink-follow              => no-entry
  root.set-times-at "link" 5s 6s symlink-follow            => no-entry
  root.link-at "link" to root "new" symlink-follow         => no-entry | invalid | unsupported
  f = root.open-at "link" symlink-follow read              => no-entry
  g = root.open-at "link" symlink-follow truncate read write  => no-entry

end
  link -> "none"
  log  "base"
