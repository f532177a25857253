# A link that leads to a file with a slash behind it: there is no directory, and systems say that of O_CREAT before they look what is there.
rule   path/trailing-slash-needs-a-directory

tree
  f  "base"
  l -> "f/"

run
  f1 = root.open-at "l" symlink-follow create  => not-directory | is-directory

end
  f  "base"
  l -> "f/"
