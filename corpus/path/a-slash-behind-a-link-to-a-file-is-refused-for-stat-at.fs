# A slash behind a link asks for a directory, which a file is not.
# Here it is `stat-at`.
rule   path/trailing-slash-needs-a-directory

tree
  link -> "log"
  log  "base"

run
  root.stat-at "link/"                  => not-directory
  root.stat-at "link/" symlink-follow   => not-directory
  root.stat-at "link/." symlink-follow  => not-directory

end
  link -> "log"
  log  "base"
