# A name with characters of every plane of Unicode is one like all others.
rule   open/create-makes-a-file

tree
  log  "base"

run
  f = root.open-at "😀" create write   => ok
  g = root.open-at "𠀀a" create write  => ok

end
  log  "base"
  "😀"  ""
  "𠀀a"  ""
