# What a path with a slash behind it leads out to is nothing that create-directory-at may tell of.
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
  sub.create-directory-at "../d/"          => not-permitted
  sub.create-directory-at "../f/"          => not-permitted
  sub.create-directory-at "../q/"          => not-permitted
  sub.create-directory-at "/d/"            => not-permitted
  sub.create-directory-at "up/d/"          => not-permitted
  sub.create-directory-at "up/f/"          => not-permitted
  sub.create-directory-at "up/q/"          => not-permitted
  sub.create-directory-at "none/../../d/"  => no-entry | not-permitted

end
  d/
  f  "x"
  sub/
    d/
    f  "x"
    up -> ".."
