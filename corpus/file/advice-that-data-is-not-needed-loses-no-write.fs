# What was written and not yet synced is not lost by advice that it is not needed.
rule   file/advice-and-sync-change-nothing

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.write "B" 0                      => 1
  f.advise 0 0 dont-need             => ok
  f.read 9 0                         => "Base" eof?

end
  log  "Base"
