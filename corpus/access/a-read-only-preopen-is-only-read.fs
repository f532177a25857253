# Through a preopen that grants reading alone nothing is changed.
rule   access/mutation-needs-mutate-directory
preopen root "" dir=read file=read

tree
  log  "base"

run
  root.create-directory-at "new"  => read-only | not-permitted
  root.unlink-file-at "log"       => read-only | not-permitted
  f = root.open-at "log" write    => read-only | not-permitted | access | bad-descriptor
  g = root.open-at "log" read     => ok
  g.read 9 0                      => "base" eof?
  g.write "A" 0                   => bad-descriptor | not-permitted | access | read-only

end
  log  "base"
