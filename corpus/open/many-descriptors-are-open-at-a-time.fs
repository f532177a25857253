# Sixteen descriptors are open at a time.
rule   open/opens-what-is-there

tree
  log  "base"

run
  f0 = root.open-at "log" read   => ok
  f1 = root.open-at "log" read   => ok
  f2 = root.open-at "log" read   => ok
  f3 = root.open-at "log" read   => ok
  f4 = root.open-at "log" read   => ok
  f5 = root.open-at "log" read   => ok
  f6 = root.open-at "log" read   => ok
  f7 = root.open-at "log" read   => ok
  f8 = root.open-at "log" read   => ok
  f9 = root.open-at "log" read   => ok
  f10 = root.open-at "log" read  => ok
  f11 = root.open-at "log" read  => ok
  f12 = root.open-at "log" read  => ok
  f13 = root.open-at "log" read  => ok
  f14 = root.open-at "log" read  => ok
  f15 = root.open-at "log" read  => ok

end
  log  "base"
