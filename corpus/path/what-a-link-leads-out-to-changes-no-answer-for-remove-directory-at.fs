# Whether a directory, a file or nothing is where a link leads outside, removing its name with a slash behind it fails alike.
rule   path/outside-stays-unseen

tree
  out -> "../secret"
  to-d -> "../private"
  to-q -> "../nothing"

run
  root.remove-directory-at "out/"   => not-permitted | not-directory | loop
  root.remove-directory-at "to-d/"  => not-permitted | not-directory | loop

end
  out -> "../secret"
  to-d -> "../private"
  to-q -> "../nothing"
