# rename-at of a directory onto a file fails, and the file keeps its bytes.
rule   dir/rename-mixes-no-kinds

tree
  log  "base"
  sub/

run
  root.rename-at "sub" to root "log"  => not-directory
  f = root.open-at "log" read         => ok
  f.read 9 0                          => "base" eof?

end
  log  "base"
  sub/
