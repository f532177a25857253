# A write of nothing past the end leaves nothing to be read.
rule   file/read-returns-what-was-written

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  f.write "" 1                       => 0
  f.read 1 0                         => "" eof

end
  log  ""
