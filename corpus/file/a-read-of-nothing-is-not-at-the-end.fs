# A read of length 0 before the end gives no bytes and does not report the end.
rule   file/end-of-file-flag

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.read 0 0                         => ""
  f.read 0 3                         => ""

end
  log  "base"
