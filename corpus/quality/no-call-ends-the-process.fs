# Calls that change nothing, cut a file off or wait for the disk leave the process that they are made in alone.
rule   quality/no-abort

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.advise 0 0 will-need             => ok
  f.sync                             => ok
  f.set-size 0                       => ok
  f.read 9 0                         => "" eof

end
  log  ""
