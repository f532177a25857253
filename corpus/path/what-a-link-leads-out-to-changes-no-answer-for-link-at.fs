# Whether a directory, a file or nothing is where a link leads outside, a hard link of its name with a slash behind it fails alike.
rule   path/outside-stays-unseen

tree
  log  "base"
  out -> "../secret"
  to-d -> "../private"
  to-q -> "../nothing"

run
  root.link-at "log" to root "out/"   => not-permitted | not-directory | loop | exist
  root.link-at "log" to root "to-d/"  => not-permitted | not-directory | loop | exist
  root.link-at "log" to root "to-q/"  => not-permitted | not-directory | loop | exist

end
  log  "base"
  out -> "../secret"
  to-d -> "../private"
  to-q -> "../nothing"
