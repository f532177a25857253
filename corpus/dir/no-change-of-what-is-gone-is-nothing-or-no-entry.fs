# No change of the timestamps of what is gone is nothing, or an error that says so: POSIX lets a call that sets nothing look away.
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
  root.set-times-at "a" no-change no-change                => ok | no-entry
  root.rename-at "b" to root "new"                         => ok
  root.set-times-at "b" no-change no-change                => ok | no-entry
  root.rename-at "c" to root "d"                           => ok
  root.set-times-at "c" no-change no-change                => ok | no-entry
  root.remove-directory-at "sub"                           => ok
  root.set-times-at "sub" no-change no-change              => ok | no-entry
  root.set-times-at "dangling" no-change no-change symlink-follow  => ok | no-entry
  root.set-times-at "way/none" no-change no-change         => ok | no-entry

end
  d  "c"
  dangling -> "none"
  new  "b"
  way -> "."
