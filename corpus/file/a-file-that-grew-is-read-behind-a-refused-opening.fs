# A file whose size was set is read in whole behind an opening with truncate that was refused.
rule   file/set-size-sets-the-size

tree
  log  "base"

run
  f = root.open-at "log" read write       => ok
  f.set-size 8                            => ok
  a = root.open-at "log/" truncate write  => not-directory
  f.read 8 0                              => "base\x00\x00\x00\x00" eof?

end
  log  "base\x00\x00\x00\x00"
