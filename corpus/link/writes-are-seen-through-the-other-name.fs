# What is written through one name is read through the other, also by a descriptor that was open before.
rule   link/link-at-names-the-same-object

tree
  log  "base"

run
  f = root.open-at "log" read         => ok
  root.link-at "log" to root "other"  => ok
  g = root.open-at "other" write      => ok
  g.write "B" 0                       => 1
  g.set-size 2                        => ok
  f.read 9 0                          => "Ba" eof?

end
  log  "Ba"
  other  "Ba"
