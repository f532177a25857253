# What is not needed soon is kept all the same.
rule   file/advice-and-sync-change-nothing

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.advise 0 4 dont-need             => ok
  f.read 9 0                         => "base" eof?

end
  log  "base"
