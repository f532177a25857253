# An opening with a slash behind the name is refused and makes nothing where a file was removed.
rule   dir/unlink-takes-the-name

tree
  log  "base"

run
  root.unlink-file-at "log"             => ok
  f = root.open-at "log/" create write  => is-directory | not-directory | no-entry

end
  nothing
