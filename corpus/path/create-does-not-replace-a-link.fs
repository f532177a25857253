# Without symlink-follow a name that is a link is not opened with create either, wherever it leads.
rule   path/final-link-is-followed-on-request

tree
  dangling -> "none"
  link -> "log"
  log  "base"

run
  f = root.open-at "dangling" create write       => loop
  g = root.open-at "link" create write           => loop
  h = root.open-at "link" create truncate write  => loop
  root.stat-at "none"                            => no-entry

end
  dangling -> "none"
  link -> "log"
  log  "base"
