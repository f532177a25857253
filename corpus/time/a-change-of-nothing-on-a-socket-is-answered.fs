# Setting no timestamp of a socket asks nothing of it: nobody has to open it.
rule   time/set-times-sets

tree
  s is a socket

run
  root.set-times-at "s" no-change no-change                => ok
  root.set-times-at "s" no-change no-change symlink-follow  => ok

end
  s is a socket
