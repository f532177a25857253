# Two files are two objects, whatever numbers their devices have for them.
rule   link/is-same-object-tells-objects-apart
needs  two-devices
preopen near "sub" dir=read,mutate file=read,write
preopen far "b" dir=read,mutate file=read,write
device "b"

tree
  b/
    log  "base"
  sub/
    log  "base"

run
  f = near.open-at "log" read  => ok
  g = far.open-at "log" read   => ok
  f.is-same-object g           => false

end
  b/
    log  "base"
  sub/
    log  "base"
