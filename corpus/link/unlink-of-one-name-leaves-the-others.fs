# When one name of a file is unlinked, the file lives on under the other.
rule   link/link-at-names-the-same-object

tree
  log  "base"

run
  root.link-at "log" to root "other"  => ok
  root.unlink-file-at "log"           => ok
  f = root.open-at "other" read       => ok
  f.read 9 0                          => "base" eof?
  root.stat-at "log"                  => no-entry

end
  other  "base"
