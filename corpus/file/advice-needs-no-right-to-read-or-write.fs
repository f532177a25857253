# A descriptor takes advice whatever it was opened for.
rule   file/advice-and-sync-change-nothing

tree
  log  "base"

run
  f = root.open-at "log" read   => ok
  f.advise 0 4 will-need        => ok
  g = root.open-at "log" write  => ok
  g.advise 0 4 will-need        => ok

end
  log  "base"
