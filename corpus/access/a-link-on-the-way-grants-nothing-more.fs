# A link that leads from one folder to another has the rights of the preopen it is reached through.
rule   access/only-what-the-embedder-granted
preopen root "" dir=read,mutate file=read,write
preopen some "" dir=read file=read
preopen kept "kept" dir=read,mutate file=read,write

tree
  free/
    log  "base"
  kept/
    way -> "../free"

run
  kept.create-directory-at "new"           => ok
  some.stat-at "kept/way/log"              => regular-file size=4 links=1
  f = some.open-at "kept/way/log" write    => not-permitted | access | read-only | bad-descriptor
  some.create-directory-at "kept/way/new"  => not-permitted | access | read-only | bad-descriptor
  root.create-directory-at "kept/way/new"  => ok
  kept.stat-at "way/log"                   => not-permitted

end
  free/
    log  "base"
    new/
  kept/
    new/
    way -> "../free"
