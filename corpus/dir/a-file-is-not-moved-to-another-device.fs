# A file stays where it is when it is moved to another device, and the refusal says why.
rule   dir/rename-stays-on-its-device
needs  two-devices
preopen near "sub" dir=read,mutate file=read,write
preopen far "b" dir=read,mutate file=read,write
device "b"

tree
  b/
  sub/
    log  "base"

run
  near.rename-at "log" to far "log"  => cross-device
  far.stat-at "log"                  => no-entry
  near.stat-at "log"                 => regular-file size=4 links=1

end
  b/
  sub/
    log  "base"
