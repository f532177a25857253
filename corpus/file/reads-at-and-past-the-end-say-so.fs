# At the end and behind it nothing is left, and the flag says so; before it the flag is clear.
rule   file/end-of-file-flag

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.read 2 0                         => "ba"
  f.read 1 4                         => "" eof
  f.read 1 5                         => "" eof
  f.read 1 1000000                   => "" eof

end
  log  "base"
