# Backslashes, spaces, letters of all scripts and names of devices are ordinary.
rule   open/create-makes-a-file

run
  a = root.open-at "back\\slash" create write  => ok
  b = root.open-at "con" create write          => ok
  c = root.open-at "__proto__" create write    => ok
  d = root.open-at "x y" create write          => ok
  e = root.open-at "äö" create write           => ok
  f = root.open-at "..." create write          => ok

end
  ...  ""
  __proto__  ""
  "back\\slash"  ""
  con  ""
  "x y"  ""
  "äö"  ""
