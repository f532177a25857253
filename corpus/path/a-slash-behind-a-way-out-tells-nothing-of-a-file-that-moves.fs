# A file is not moved by a path with a slash behind it that leads out, and nothing is told of what is there.
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
  sub.rename-at "f" to sub "../d/"          => not-permitted
  sub.rename-at "f" to sub "../f/"          => not-permitted
  sub.rename-at "f" to sub "../q/"          => not-permitted
  sub.rename-at "f" to sub "/d/"            => not-permitted
  sub.rename-at "f" to sub "up/d/"          => not-permitted
  sub.rename-at "f" to sub "up/f/"          => not-permitted
  sub.rename-at "f" to sub "up/q/"          => not-permitted
  sub.rename-at "f" to sub "none/../../d/"  => no-entry | not-permitted
  sub.rename-at "../f/" to sub "q"          => not-permitted
  sub.rename-at "../d/" to sub "q"          => not-permitted
  sub.rename-at "../q/" to sub "q"          => not-permitted

end
  d/
  f  "x"
  sub/
    d/
    f  "x"
    up -> ".."
