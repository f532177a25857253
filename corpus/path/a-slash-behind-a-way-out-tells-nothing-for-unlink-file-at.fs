# What a path with a slash behind it leads out to is nothing that unlink-file-at may tell of.
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
  sub.unlink-file-at "../d/"          => not-permitted
  sub.unlink-file-at "../f/"          => not-permitted
  sub.unlink-file-at "../q/"          => not-permitted
  sub.unlink-file-at "/d/"            => not-permitted
  sub.unlink-file-at "up/d/"          => not-permitted
  sub.unlink-file-at "up/f/"          => not-permitted
  sub.unlink-file-at "up/q/"          => not-permitted
  sub.unlink-file-at "none/../../d/"  => no-entry | not-permitted

end
  d/
  f  "x"
  sub/
    d/
    f  "x"
    up -> ".."
