# The hash of a file stays when other files are written, made and removed.
rule   hash/stays-while-nothing-changes

tree
  log  "base"
  other  "x"

run
  f = root.open-at "log" read     => ok
  f.metadata-hash                 => a hash
  g = root.open-at "other" write  => ok
  g.write "YZ" 0                  => 1..2
  root.create-directory-at "new"  => ok
  root.unlink-file-at "other"     => ok
  f.metadata-hash                 => the hash as before

end
  log  "base"
  new/
