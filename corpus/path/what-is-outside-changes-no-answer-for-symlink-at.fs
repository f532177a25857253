# A path that leaves is answered the same, whatever it leads to: nothing is told of what is outside.
rule   path/outside-stays-unseen
preopen sub "sub" dir=read,mutate file=read,write

tree
  d/
  f  "x"
  sub/
    to-d -> "../d"
    to-f -> "../f"

run
  sub.symlink-at "f" "to-d/"  => not-permitted | not-directory | loop | exist
  sub.symlink-at "f" "to-f/"  => not-permitted | not-directory | loop | exist

end
  d/
  f  "x"
  sub/
    to-d -> "../d"
    to-f -> "../f"
