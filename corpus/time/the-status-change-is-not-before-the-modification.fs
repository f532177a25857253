# What changes the data changes the status: after a write, a new size and a new entry its timestamp is not the earlier one.
rule   time/status-change-is-not-before-modification

tree
  log  "base"
  sub/

run
  f = root.open-at "log" read write   => ok
  f.write "B" 0                       => 1
  f.stat                              => regular-file size=4 links=1
  f.set-size 9                        => ok
  f.stat                              => regular-file size=9 links=1
  root.create-directory-at "sub/new"  => ok
  root.stat-at "sub"                  => directory
  root.stat-at "sub/new"              => directory

end
  log  "Base\x00\x00\x00\x00\x00"
  sub/
    new/
