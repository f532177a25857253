# The rights of one preopen are not those of another on the same tree.
rule   access/mutation-needs-mutate-directory
preopen root "" dir=read,mutate file=read,write
preopen ro "" dir=read file=read

tree
  log  "base"

run
  ro.create-directory-at "new"    => not-permitted | access | read-only | bad-descriptor
  root.create-directory-at "new"  => ok
  f = ro.open-at "log" read       => ok
  g = root.open-at "log" write    => ok
  g.write "A" 0                   => 1
  f.read 9 0                      => "Aase" eof?

end
  log  "Aase"
  new/
