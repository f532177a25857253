# A directory is not linked to an empty path.
rule   link/directories-are-not-linked

tree
  sub/

run
  root.link-at "sub" to root ""  => not-permitted | no-entry

end
  sub/
