# No directory gets a second name, be it empty or not, and by dots neither.
rule   link/directories-are-not-linked

tree
  full/
    leaf  "x"
  sub/

run
  root.link-at "sub" to root "new"   => not-permitted
  root.link-at "full" to root "new"  => not-permitted
  root.link-at "." to root "new"     => not-permitted
  root.stat-at "new"                 => no-entry

end
  full/
    leaf  "x"
  sub/
