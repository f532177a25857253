# A link that leads to nothing is no-entry for every call that follows it.
# Here it is `link-at`.
rule   link/link-at-follows-on-request

tree
  link -> "none"
  log  "base"

run
  root.link-at "link" to root "new" symlink-follow  => no-entry

end
  link -> "none"
  log  "base"
