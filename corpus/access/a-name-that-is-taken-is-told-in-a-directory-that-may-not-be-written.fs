# A file that is there is opened with create in a directory that its mode lets nobody write: nothing is made.
rule   access/modes-refuse-no-more
needs  modes
mode "sub" 0555

tree
  sub/
    log  "base"

run
  f = root.open-at "sub/log" create read write  => ok
  f.read 9 0                                    => "base" eof?

end
  sub/
    log  "base"
