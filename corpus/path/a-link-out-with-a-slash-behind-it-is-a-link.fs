# A link that leads out, with a slash behind it, is a link to whoever does not follow it: nothing is told of what is there.
rule   path/stays-below-its-directory
preopen sub "sub" dir=read,mutate file=read,write

tree
  d/
  f  "x"
  sub/
    d/
    f  "x"
    to-d -> "../d"
    to-f -> "../f"
    to-q -> "../q"

run
  sub.create-directory-at "to-d/"   => not-permitted | not-directory | loop | exist
  sub.create-directory-at "to-f/"   => not-permitted | not-directory | loop | exist
  sub.create-directory-at "to-q/"   => not-permitted | not-directory | loop | exist
  sub.symlink-at "f" "to-d/"        => not-permitted | not-directory | loop | exist
  sub.symlink-at "f" "to-f/"        => not-permitted | not-directory | loop | exist
  sub.symlink-at "f" "to-q/"        => not-permitted | not-directory | loop | exist
  sub.link-at "f" to sub "to-d/"    => not-permitted | not-directory | loop | exist
  sub.link-at "f" to sub "to-f/"    => not-permitted | not-directory | loop | exist
  sub.link-at "f" to sub "to-q/"    => not-permitted | not-directory | loop | exist
  sub.remove-directory-at "to-d/"   => not-permitted | not-directory | loop
  sub.remove-directory-at "to-f/"   => not-permitted | not-directory | loop
  sub.remove-directory-at "to-q/"   => not-permitted | not-directory | loop
  sub.unlink-file-at "to-d/"        => not-permitted | not-directory | loop
  sub.unlink-file-at "to-f/"        => not-permitted | not-directory | loop
  sub.unlink-file-at "to-q/"        => not-permitted | not-directory | loop
  sub.rename-at "d" to sub "to-d/"  => not-permitted | not-directory | loop
  sub.rename-at "d" to sub "to-f/"  => not-permitted | not-directory | loop
  sub.rename-at "d" to sub "to-q/"  => not-permitted | not-directory | loop
  sub.rename-at "to-d/" to sub "e"  => not-permitted | not-directory | loop
  sub.rename-at "to-f/" to sub "e"  => not-permitted | not-directory | loop
  sub.rename-at "to-q/" to sub "e"  => not-permitted | not-directory | loop

end
  d/
  f  "x"
  sub/
    d/
    f  "x"
    to-d -> "../d"
    to-f -> "../f"
    to-q -> "../q"
