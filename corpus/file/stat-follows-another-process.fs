# The size that stat reports is not kept from the call before.
rule   file/stat-tells-type-size-and-links

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.stat                             => regular-file size=4 links=1
  host append "log" "AA"
  f.stat                             => regular-file size=6 links=1
