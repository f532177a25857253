# A directory can't be moved below itself, and a slash behind the name of a file leads nowhere: either may be told.
rule   path/trailing-slash-needs-a-directory

tree
  sub/
    sub/
      log  ""

run
  root.rename-at "sub" to root "sub/sub/log/"          => not-directory | invalid
  root.rename-at "sub/sub" to root "sub/sub/log/"      => not-directory | invalid
  root.rename-at "sub/sub/log" to root "sub/sub/log/"  => not-directory
  root.rename-at "sub/sub" to root "sub/log/"          => ok
  root.stat-at "sub/log"                               => directory

end
  sub/
    log/
      log  ""
