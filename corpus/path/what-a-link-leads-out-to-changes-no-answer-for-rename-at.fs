# Whether a directory, a file or nothing is where a link leads outside, a move to its name with a slash behind it fails alike.
rule   path/outside-stays-unseen

tree
  d/
  log  "base"
  out -> "../secret"
  to-d -> "../private"
  to-q -> "../nothing"

run
  root.rename-at "log" to root "out/"   => not-permitted | not-directory | loop
  root.rename-at "d" to root "out/"     => not-permitted | not-directory | loop
  root.rename-at "d" to root "to-d/"    => not-permitted | not-directory | loop
  root.rename-at "d" to root "to-q/"    => not-permitted | not-directory | loop
  root.rename-at "out/" to root "new"   => not-permitted | not-directory | loop
  root.rename-at "to-d/" to root "new"  => not-permitted | not-directory | loop

end
  d/
  log  "base"
  out -> "../secret"
  to-d -> "../private"
  to-q -> "../nothing"
