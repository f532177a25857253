# A directory opens neither with write nor with truncate.
rule   open/directories-are-not-written

tree
  sub/

run
  d = root.open-at "sub" write                 => is-directory
  e = root.open-at "sub" truncate              => is-directory
  g = root.open-at "sub" directory read write  => is-directory

end
  sub/
