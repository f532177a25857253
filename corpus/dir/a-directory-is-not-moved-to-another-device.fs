# A directory stays where it is when it is moved to another device.
rule   dir/rename-stays-on-its-device
needs  two-devices
preopen near "sub" dir=read,mutate file=read,write
preopen far "b" dir=read,mutate file=read,write
device "b"

tree
  b/
    inner/
  sub/
    inner/
      log  "base"

run
  near.rename-at "inner" to far "inner"  => cross-device
  near.stat-at "inner/log"               => regular-file size=4 links=1

end
  b/
    inner/
  sub/
    inner/
      log  "base"
