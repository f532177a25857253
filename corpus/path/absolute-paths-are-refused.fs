# A path that begins with a slash is not permitted, whatever it names.
rule   path/stays-below-its-directory

tree
  log  "base"

run
  f = root.open-at "/" read        => not-permitted
  g = root.open-at "/log" read     => not-permitted
  root.create-directory-at "/new"  => not-permitted
  root.unlink-file-at "/log"       => not-permitted

end
  log  "base"
