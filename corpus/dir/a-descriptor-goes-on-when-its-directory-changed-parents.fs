# `..` out of a moved directory stays refused, and down from a directory above it leads to the new parent.
rule   dir/descriptor-stands-for-its-object

tree
  a/
    sub/
      leaf  "x"
  b/
    log  "base"

run
  d = root.open-at "a/sub" directory read  => ok
  root.rename-at "a/sub" to root "b/sub"   => ok | busy
  d.stat-at "leaf"                         => regular-file size=1 links=1
  d.stat-at "../log"                       => not-permitted
  root.stat-at "b/sub/../log"              => regular-file size=4 links=1

end
  a/
  b/
    log  "base"
    sub/
      leaf  "x"
