# A name that is removed while it is listed may come or not; the listing ends all the same.
rule   dir/lists-every-entry-once

tree
  log  "base"

run
  e = root.read-directory    => ok
  root.unlink-file-at "log"  => ok
  g = root.read-directory    => ok
  g.read-directory-entry     => none

end
  nothing
