# open-at with directory and write is refused: a directory has no bytes to write.
rule   open/directories-are-not-written

tree
  sub/

run
  a = root.open-at "sub" directory write                   => is-directory
  b = root.open-at "sub" directory read write mutate-directory  => is-directory
  c = root.open-at "sub" symlink-follow directory read mutate-directory  => ok

end
  sub/
