# No timestamp is kept of what was removed or moved: its name is no entry.
rule   dir/unlink-takes-the-name

tree
  a  "a"
  b  "b"
  c  "c"
  d  "d"
  dangling -> "none"
  sub/
  way -> "."

run
  root.unlink-file-at "a"                                  => ok
  root.set-times-at "a" no-change no-change                => no-entry
  root.rename-at "b" to root "new"                         => ok
  root.set-times-at "b" no-change no-change                => no-entry
  root.rename-at "c" to root "d"                           => ok
  root.set-times-at "c" no-change no-change                => no-entry
  root.remove-directory-at "sub"                           => ok
  root.set-times-at "sub" no-change no-change              => no-entry
  root.set-times-at "dangling" no-change no-change symlink-follow  => no-entry
  root.set-times-at "way/none" no-change no-change         => no-entry

end
  d  "c"
  dangling -> "none"
  new  "b"
  way -> "."
