# A directory that its mode lets nobody read is not opened to be listed, and leads on.
rule   access/modes-refuse-with-access
needs  modes
mode "sub" 0333

tree
  sub/
    log  "base"

run
  d = root.open-at "sub" directory read  => ok | access | not-permitted
  f = root.open-at "sub/log" read        => ok

end
  sub/
    log  "base"
