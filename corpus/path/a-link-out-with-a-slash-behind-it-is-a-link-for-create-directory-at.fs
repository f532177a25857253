# A link that leads out, with a slash behind it, is a link to whoever does not follow it: nothing is told of what is there.
rule   path/outside-stays-unseen
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
  sub.create-directory-at "to-d/"  => not-permitted | not-directory | loop | exist
  sub.create-directory-at "to-f/"  => not-permitted | not-directory | loop | exist
  sub.create-directory-at "to-q/"  => not-permitted | not-directory | loop | exist

end
  d/
  f  "x"
  sub/
    d/
    f  "x"
    to-d -> "../d"
    to-f -> "../f"
    to-q -> "../q"
