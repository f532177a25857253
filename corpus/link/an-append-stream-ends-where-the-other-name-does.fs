# Append streams through two names of one file append to one file.
rule   link/link-at-names-the-same-object

tree
  log  "base"

run
  root.link-at "log" to root "other"  => ok
  f = root.open-at "log" write        => ok
  g = root.open-at "other" write      => ok
  v = f.append-via-stream             => ok
  w = g.append-via-stream             => ok
  v.blocking-write-and-flush "A"      => ok
  w.blocking-write-and-flush "B"      => ok
  v.blocking-write-and-flush "C"      => ok

end
  log  "baseABC"
  other  "baseABC"
