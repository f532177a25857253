# A moment is reported to the nanosecond where the file system keeps those, also at an odd second.
rule   time/set-times-sets

tree
  log  "base"

run
  f = root.open-at "log" read write                        => ok
  f.set-times 1000000001s+999999999ns 999999999s+123456789ns  => ok
  f.stat                                                   => regular-file size=4 links=1 accessed=1000000001s+999999999ns modified=999999999s+123456789ns changed=after 999999999s+123456789ns

end
  log  "base"
