# What a path with a slash behind it leads out to is nothing that symlink-at may tell of.
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
  sub.symlink-at "f" "../d/"          => not-permitted
  sub.symlink-at "f" "../f/"          => not-permitted
  sub.symlink-at "f" "../q/"          => not-permitted
  sub.symlink-at "f" "/d/"            => not-permitted
  sub.symlink-at "f" "up/d/"          => not-permitted
  sub.symlink-at "f" "up/f/"          => not-permitted
  sub.symlink-at "f" "up/q/"          => not-permitted
  sub.symlink-at "f" "none/../../d/"  => no-entry | not-permitted

end
  d/
  f  "x"
  sub/
    d/
    f  "x"
    up -> ".."
