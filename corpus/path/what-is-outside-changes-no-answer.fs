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
  sub.symlink-at "f" "to-d/"         => not-permitted | not-directory | loop | exist
  sub.symlink-at "f" "to-f/"         => not-permitted | not-directory | loop | exist
  sub.create-directory-at "../d/"    => not-permitted
  sub.stat-at "../f"                 => not-permitted
  sub.stat-at "to-d" symlink-follow  => not-permitted
  sub.remove-directory-at "to-d/"    => not-permitted | not-directory | loop
  o = sub.open-at "../new" create    => not-permitted

end
  d/
  f  "x"
  sub/
    to-d -> "../d"
    to-f -> "../f"
