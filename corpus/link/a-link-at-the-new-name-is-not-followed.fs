# A symbolic link at the new name makes it taken, also where the link leads nowhere: nothing is made at its target.
rule   link/link-at-needs-a-free-name

tree
  link -> "none"
  log  "base"

run
  root.link-at "log" to root "link"  => exist
  root.stat-at "none"                => no-entry
  root.readlink-at "link"            => "none"

end
  link -> "none"
  log  "base"
