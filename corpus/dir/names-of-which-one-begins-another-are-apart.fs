# Names of which one begins another are two names, for all that looks them up, makes, moves and removes them.
rule   dir/rename-moves-the-object

tree
  log  "1"
  log.txt  "2"
  sub/
    a  "3"
  sub-2/
    a  "4"
  sub2/
    a  "5"

run
  root.stat-at "sub2/a"                          => regular-file size=1 links=1
  root.rename-at "sub" to root "sub2/sub"        => ok
  f = root.open-at "sub2/sub/a" read             => ok
  f.read 4 0                                     => "3" eof?
  root.stat-at "sub"                             => no-entry
  root.stat-at "sub-2/a"                         => regular-file size=1 links=1
  root.unlink-file-at "log"                      => ok
  root.stat-at "log.txt"                         => regular-file size=1 links=1
  root.rename-at "sub2" to root "sub2/sub/sub2"  => invalid | busy
  root.rename-at "sub2/sub" to root "sub"        => ok | busy

end
  log.txt  "2"
  sub/
    a  "3"
  sub-2/
    a  "4"
  sub2/
    a  "5"
