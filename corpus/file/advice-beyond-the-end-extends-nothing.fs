# Advice about a range at or beyond the end succeeds and does not make the file larger.
rule   file/advice-and-sync-change-nothing

tree
  log  "base"

run
  f = root.open-at "log" read write   => ok
  f.advise 4 1000 will-need           => ok
  f.advise 1000000 1000000 will-need  => ok
  f.advise 2 0 no-reuse               => ok
  f.stat                              => regular-file size=4 links=1

end
  log  "base"
