# What a path with a slash behind it leads out to is nothing that remove-directory-at may tell of.
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
  sub.remove-directory-at "../d/"          => not-permitted
  sub.remove-directory-at "../f/"          => not-permitted
  sub.remove-directory-at "../q/"          => not-permitted
  sub.remove-directory-at "/d/"            => not-permitted
  sub.remove-directory-at "up/d/"          => not-permitted
  sub.remove-directory-at "up/f/"          => not-permitted
  sub.remove-directory-at "up/q/"          => not-permitted
  sub.remove-directory-at "none/../../d/"  => no-entry | not-permitted

end
  d/
  f  "x"
  sub/
    d/
    f  "x"
    up -> ".."
