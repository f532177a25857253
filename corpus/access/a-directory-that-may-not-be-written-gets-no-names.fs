# In a directory that its mode lets nobody write no name is made, by whatever call.
rule   access/modes-refuse-with-access
needs  modes hard-links symlinks
mode "sub" 0555

tree
  log  "base"
  sub/
    a  ""

run
  root.create-directory-at "sub/new"      => ok | access | not-permitted
  root.symlink-at "log" "sub/way"         => ok | access | not-permitted
  root.link-at "log" to root "sub/other"  => ok | access | not-permitted
  root.rename-at "log" to root "sub/log"  => ok | access | not-permitted
  root.stat-at "log"                      => regular-file size=4 links=1

end
  log  "base"
  sub/
    a  ""
