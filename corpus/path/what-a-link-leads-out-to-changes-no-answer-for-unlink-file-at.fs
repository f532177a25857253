# Whether a directory, a file or nothing is where a link leads outside, removing its name with a slash behind it fails alike.
rule   path/outside-stays-unseen

tree
  out -> "../secret"
  to-d -> "../private"
  to-q -> "../nothing"

run
  root.unlink-file-at "out/"   => not-permitted | not-directory | loop
  root.unlink-file-at "to-d/"  => not-permitted | not-directory | loop
  root.unlink-file-at "to-q/"  => not-permitted | not-directory | loop

end
  out -> "../secret"
  to-d -> "../private"
  to-q -> "../nothing"
