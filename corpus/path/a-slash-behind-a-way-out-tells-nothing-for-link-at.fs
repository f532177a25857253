# What a path with a slash behind it leads out to is nothing that link-at may tell of.
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
  sub.link-at "f" to sub "../d/"          => not-permitted
  sub.link-at "f" to sub "../f/"          => not-permitted
  sub.link-at "f" to sub "../q/"          => not-permitted
  sub.link-at "f" to sub "/d/"            => not-permitted
  sub.link-at "f" to sub "up/d/"          => not-permitted
  sub.link-at "f" to sub "up/f/"          => not-permitted
  sub.link-at "f" to sub "up/q/"          => not-permitted
  sub.link-at "f" to sub "none/../../d/"  => no-entry | not-permitted

end
  d/
  f  "x"
  sub/
    d/
    f  "x"
    up -> ".."
