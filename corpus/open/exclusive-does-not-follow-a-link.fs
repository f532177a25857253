# A name that is a link is taken, wherever the link leads, also with symlink-follow.
rule   open/exclusive-refuses-what-is-there

tree
  link -> "none"
  log  "base"
  out -> "../log"

run
  f = root.open-at "link" symlink-follow create exclusive write  => exist | loop
  g = root.open-at "out" symlink-follow create exclusive write  => exist | loop

end
  link -> "none"
  log  "base"
  out -> "../log"
