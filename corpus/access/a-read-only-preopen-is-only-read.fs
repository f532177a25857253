# Through a preopen that grants reading alone nothing is changed.
rule   access/mutation-needs-mutate-directory
preopen root "" dir=read file=read

tree
  log  "base"

run
  root.create-directory-at "new"  => not-permitted | access | read-only | bad-descriptor
  root.unlink-file-at "log"       => not-permitted | access | read-only | bad-descriptor
  f = root.open-at "log" write    => not-permitted | access | read-only | bad-descriptor
  g = root.open-at "log" read     => ok
  g.read 9 0                      => "base" eof?
  g.write "A" 0                   => not-permitted | access | read-only | bad-descriptor

end
  log  "base"
