# rename-at of a file onto a directory fails, whether the directory is empty or not.
rule   dir/rename-mixes-no-kinds

tree
  empty/
  full/
    leaf  "x"
  log  "base"

run
  root.rename-at "log" to root "empty"  => is-directory
  root.rename-at "log" to root "full"   => is-directory | not-empty | exist
  root.stat-at "log"                    => regular-file size=4 links=1
  root.stat-at "empty"                  => directory

end
  empty/
  full/
    leaf  "x"
  log  "base"
