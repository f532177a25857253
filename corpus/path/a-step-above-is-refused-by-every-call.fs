# `..` above the directory that was asked is not permitted to any call, at either end.
rule   path/stays-below-its-directory

tree
  log  "base"
  sub/

run
  root.stat-at ".."                      => not-permitted
  root.stat-at "sub/../.."               => not-permitted
  root.metadata-hash-at ".."             => not-permitted
  root.set-times-at ".." 5s 6s           => not-permitted
  root.readlink-at "../log"              => not-permitted
  root.create-directory-at "../new"      => not-permitted
  root.remove-directory-at ".."          => not-permitted
  root.unlink-file-at "../log"           => not-permitted
  root.symlink-at "log" "../new"         => not-permitted
  root.link-at "../log" to root "new"    => not-permitted
  root.link-at "log" to root "../new"    => not-permitted
  root.rename-at "../log" to root "new"  => not-permitted
  root.rename-at "log" to root "../new"  => not-permitted

end
  log  "base"
  sub/
