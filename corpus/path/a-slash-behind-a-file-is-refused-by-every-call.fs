# A slash or a dot behind the name of a file asks for a directory, and every call that looks at it says so.
rule   path/trailing-slash-needs-a-directory

tree
  log  "base"

run
  root.stat-at "log/"              => not-directory
  root.stat-at "log/."             => not-directory
  root.stat-at "log//"             => not-directory
  root.metadata-hash-at "log/"     => not-directory
  root.set-times-at "log/" 5s 6s   => not-directory
  root.readlink-at "log/"          => not-directory
  root.unlink-file-at "log/."      => not-directory | invalid | busy | not-permitted | is-directory | not-empty | exist | no-entry
  root.remove-directory-at "log/"  => not-directory

end
  log  "base"
