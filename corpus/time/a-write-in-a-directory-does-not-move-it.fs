# A write to a file is no change of the directory that the file is in.
rule   time/set-times-sets

tree
  sub/
    leaf  "x"

run
  f = root.open-at "sub/leaf" write  => ok
  root.set-times-at "sub" 7s 5s      => ok
  f.write "Y" 0                      => 1
  root.stat-at "sub"                 => directory accessed=7s modified=5s changed=after 7s

end
  sub/
    leaf  "Y"
