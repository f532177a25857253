# Every call with a path is refused on the descriptor of a file, whatever it was opened for.
rule   access/calls-need-their-kind-of-descriptor

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.stat-at "."                      => not-directory | bad-descriptor
  f.metadata-hash-at "x"             => not-directory | bad-descriptor
  f.set-times-at "x" 5s 6s           => not-directory | bad-descriptor
  f.readlink-at "x"                  => not-directory | bad-descriptor
  f.remove-directory-at "x"          => not-directory | bad-descriptor
  f.unlink-file-at "x"               => not-directory | bad-descriptor
  f.symlink-at "x" "y"               => not-directory | bad-descriptor
  f.link-at "x" to root "y"          => not-directory | bad-descriptor
  f.rename-at "x" to root "y"        => not-directory | bad-descriptor

end
  log  "base"
