# An offset of 4 GiB is not taken for 0.
rule   file/end-of-file-flag

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.read 4 4294967296                => "" eof

end
  log  "base"
