# Whether a directory, a file or nothing is where a link leads outside, making a file by its name with a slash behind it fails alike.
rule   path/outside-stays-unseen

tree
  out -> "../secret"
  to-d -> "../private"
  to-q -> "../nothing"

run
  o = root.open-at "to-d/" create read write            => not-permitted | is-directory
  p = root.open-at "out/" create read write             => not-permitted | is-directory
  q = root.open-at "to-q/" create exclusive read write  => not-permitted | is-directory
  s = root.open-at "to-d/" symlink-follow create        => not-permitted | is-directory

end
  out -> "../secret"
  to-d -> "../private"
  to-q -> "../nothing"
