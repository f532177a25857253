# On a second device a file is moved as on any other.
rule   dir/rename-moves-the-object
needs  two-devices
preopen near "sub" dir=read,mutate file=read,write
preopen far "b" dir=read,mutate file=read,write
device "b"

tree
  b/
    inner/
    log  "base"
  sub/

run
  inner = far.open-at "inner" directory mutate-directory  => ok
  far.rename-at "log" to inner "moved"                    => ok
  f = far.open-at "inner/moved" read                      => ok
  f.read 9 0                                              => "base" eof?

end
  b/
    inner/
      moved  "base"
  sub/
