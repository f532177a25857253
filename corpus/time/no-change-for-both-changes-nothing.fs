# set-times with no-change twice succeeds and leaves both timestamps as they were.
rule   time/no-change-keeps

tree
  log  "base"

run
  f = root.open-at "log" read write            => ok
  f.set-times 7s 5s+3ns                        => ok
  f.set-times no-change no-change              => ok
  f.stat                                       => regular-file size=4 links=1 accessed=7s modified=5s+3ns changed=after 7s
  root.set-times-at "log" no-change no-change  => ok
  f.stat                                       => regular-file size=4 links=1 accessed=as before modified=as before

end
  log  "base"
