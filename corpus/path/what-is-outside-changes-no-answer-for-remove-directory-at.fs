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
  sub.remove-directory-at "to-d/"  => not-permitted | not-directory | loop

end
  d/
  f  "x"
  sub/
    to-d -> "../d"
    to-f -> "../f"
