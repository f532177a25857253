# A slash behind a link may be a reason of its own, before it shows that the link leaves; one in what that link holds is none.
rule   path/stays-below-its-directory

tree
  out -> ".."
  out-with-a-slash -> "../"
  to-it-with-a-slash -> "out/"
  to-the-other -> "out-with-a-slash"

run
  a = root.open-at "to-it-with-a-slash" symlink-follow create read  => not-permitted | is-directory
  b = root.open-at "out/" symlink-follow create read       => not-permitted | is-directory
  c = root.open-at "out" symlink-follow create read        => not-permitted
  d = root.open-at "out-with-a-slash" symlink-follow create read  => not-permitted
  e = root.open-at "to-the-other" symlink-follow create read  => not-permitted
  f = root.open-at "to-the-other/" symlink-follow create read  => not-permitted | is-directory

end
  out -> ".."
  out-with-a-slash -> "../"
  to-it-with-a-slash -> "out/"
  to-the-other -> "out-with-a-slash"
