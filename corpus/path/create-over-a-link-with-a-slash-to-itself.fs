# A link that leads to itself with a slash behind it may be told as a loop, or as a path that can only be a directory's.
rule   path/final-link-is-followed-on-request

tree
  a -> "a/"

run
  f1 = root.open-at "a" symlink-follow create  => loop | is-directory

end
  a -> "a/"
