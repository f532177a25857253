# The same where the link with the slash is behind another one.
rule   path/trailing-slash-needs-a-directory

tree
  d/
    up -> "../f/"
  f  "base"
  l -> "d/up"

run
  f1 = root.open-at "l" symlink-follow create  => not-directory | is-directory

end
  d/
    up -> "../f/"
  f  "base"
  l -> "d/up"
