# A target is relative to the directory that holds the link, not to the descriptor it was made with.
rule   link/symlink-at-makes-a-link

tree
  leaf  "outer"
  sub/
    leaf  "inner"

run
  root.symlink-at "leaf" "sub/link"                => ok
  f = root.open-at "sub/link" symlink-follow read  => ok
  f.read 9 0                                       => "inner" eof?
  root.rename-at "sub/link" to root "link"         => ok
  g = root.open-at "link" symlink-follow read      => ok
  g.read 9 0                                       => "outer" eof?

end
  leaf  "outer"
  link -> "leaf"
  sub/
    leaf  "inner"
