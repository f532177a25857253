# Nothing that is no directory is made by `name/.` where a file was removed.
rule   dir/unlink-takes-the-name

tree
  log  "base"

run
  root.unlink-file-at "log"        => ok
  root.symlink-at "other" "log/."  => no-entry

end
  nothing
