# A directory is moved with all that is in it, also with what nobody can name.
rule   dir/rename-moves-the-object

tree
  sub/
    log  "base"
    "log\x80b"  "hidden"

run
  root.rename-at "sub" to root "b"  => ok
  f = root.open-at "b/log" read     => ok
  f.read 9 0                        => "base" eof?

end
  b/
    log  "base"
    "log\x80b"  "hidden"
