# Links on the way to the link are followed, the one at the end is read.
rule   link/readlink-at-gives-the-target

tree
  link -> "sub"
  sub/
    last -> "leaf"

run
  root.readlink-at "link/last"  => "leaf"

end
  link -> "sub"
  sub/
    last -> "leaf"
