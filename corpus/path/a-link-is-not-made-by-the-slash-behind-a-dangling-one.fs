# A slash behind a link to nothing makes nothing where the link leads.
rule   path/trailing-slash-needs-a-directory

tree
  link -> "none"
  log  "base"

run
  f = root.open-at "link/" create write  => is-directory | not-directory | no-entry
  root.symlink-at "log" "link/"          => not-directory | no-entry | exist
  root.link-at "log" to root "link/"     => not-directory | no-entry | exist
  root.rename-at "log" to root "link/"   => not-directory | no-entry
  root.stat-at "none"                    => no-entry
  root.stat-at "link"                    => symbolic-link size=4 links=1

end
  link -> "none"
  log  "base"
