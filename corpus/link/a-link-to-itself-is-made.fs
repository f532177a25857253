# A link may name itself: it is made, and to follow it ends in an error.
rule   link/symlink-at-makes-a-link

run
  root.symlink-at "link" "link"                => ok
  f = root.open-at "link" symlink-follow read  => loop
  root.readlink-at "link"                      => "link"

end
  link -> "link"
