# A link that leads to nothing is no-entry for every call that follows it.
# Here it is `set-times-at`.
rule   path/final-link-is-followed-on-request

tree
  link -> "none"
  log  "base"

run
  root.set-times-at "link" 5s 6s symlink-follow  => no-entry

end
  link -> "none"
  log  "base"
