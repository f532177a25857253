# A size that was set stays behind an opening with truncate that was refused.
rule   file/set-size-sets-the-size

tree
  log  "base"

run
  f = root.open-at "log" write            => ok
  f.set-size 8                            => ok
  a = root.open-at "log/" truncate write  => not-directory

end
  log  "base\x00\x00\x00\x00"
