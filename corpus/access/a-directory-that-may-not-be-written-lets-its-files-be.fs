# Whether a file can be written is its own mode's matter, not that of the directory it is in.
rule   access/modes-refuse-no-more
needs  modes
mode "sub" 0555

tree
  sub/
    log  "base"

run
  f = root.open-at "sub/log" truncate write  => ok
  f.write "new" 0                            => 1..3

end
  sub/
    log  "new"
