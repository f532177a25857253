# What is in a directory is no matter of its name's: one that is no text has another entry beside it, which is told.
rule   dir/names-that-are-no-text-end-no-listing

tree
  sub/
    log  "base"
    "\xe2\x82"/

run
  d = root.open-at "sub" directory read  => ok
  l = d.read-directory                   => ok
  repeat 3: l.read-directory-entry       => none
  l.read-directory-entry                 => none

end
  sub/
    log  "base"
    "\xe2\x82"/
