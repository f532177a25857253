# A link that leads to itself with a slash behind it may be told as a loop, or as a path that can only be a directory's.
rule   path/trailing-slash-needs-a-directory

tree
  a -> "a/"

run
  f1 = root.open-at "a" symlink-follow create  => loop | is-directory

end
  a -> "a/"
