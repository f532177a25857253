# What a path with a slash behind it leads out to is nothing that rename-at may tell of.
rule   path/stays-below-its-directory
preopen sub "sub" dir=read,mutate file=read,write

tree
  d/
  f  "x"
  sub/
    d/
    f  "x"
    up -> ".."

run
  sub.rename-at "d" to sub "../d/"          => not-permitted
  sub.rename-at "d" to sub "../f/"          => not-permitted
  sub.rename-at "d" to sub "../q/"          => not-permitted
  sub.rename-at "d" to sub "/d/"            => not-permitted
  sub.rename-at "d" to sub "up/d/"          => not-permitted
  sub.rename-at "d" to sub "up/f/"          => not-permitted
  sub.rename-at "d" to sub "up/q/"          => not-permitted
  sub.rename-at "d" to sub "none/../../d/"  => no-entry | not-permitted

end
  d/
  f  "x"
  sub/
    d/
    f  "x"
    up -> ".."
