# A directory that its mode lets its owner only search leads to all that is below.
rule   access/modes-refuse-no-more
needs  modes
mode "sub" 0111

tree
  sub/
    in/
      log  "base"

run
  root.stat-at "sub/in/log"                 => regular-file size=4 links=1
  f = root.open-at "sub/in/log" read write  => ok
  f.write "B" 0                             => 1

end
  sub/
    in/
      log  "Base"
