# advise, sync and sync-data work on a file that may only be read, where a change of its size is refused.
rule   access/writing-needs-write

tree
  log  "base"

run
  f = root.open-at "log" read   => ok
  f.sync                        => ok
  f.sync-data                   => ok
  f.advise 0 4 sequential       => ok
  f.set-size 1                  => bad-descriptor | not-permitted | access | invalid
  g = root.open-at "log" write  => ok
  g.sync                        => ok
  g.advise 0 4 will-need        => ok
  g.set-size 1                  => ok

end
  log  "b"
