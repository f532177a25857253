# A file that is reached through two preopens is one object.
rule   link/is-same-object-tells-objects-apart
preopen root "" dir=read,mutate file=read,write
preopen sub "sub" dir=read,mutate file=read,write

tree
  sub/
    log  "base"

run
  f = root.open-at "sub/log" read  => ok
  g = sub.open-at "log" read       => ok
  f.is-same-object g               => true

end
  sub/
    log  "base"
