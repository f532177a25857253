# The attributes of files and directories that their modes let nobody use are told.
rule   access/modes-refuse-no-more
needs  modes
mode "log" 0000
mode "sub" 0000

tree
  log  "base"
  sub/

run
  root.stat-at "log"           => regular-file size=4 links=1
  root.stat-at "sub"           => directory
  root.metadata-hash-at "log"  => a hash

end
  log  "base"
  sub/
