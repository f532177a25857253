# A slash behind a link asks for a directory, which a file is not.
rule   path/trailing-slash-needs-a-directory

tree
  link -> "log"
  log  "base"

run
  root.stat-at "link/"                          => not-directory
  root.stat-at "link/" symlink-follow           => not-directory
  root.metadata-hash-at "link/"                 => not-directory
  root.set-times-at "link/" 5s 6s               => not-directory
  root.readlink-at "link/"                      => not-directory
  f = root.open-at "link/" symlink-follow read  => not-directory
  root.link-at "link/" to root "new"            => not-directory
  root.stat-at "link/." symlink-follow          => not-directory

end
  link -> "log"
  log  "base"
