# Whether a file that was made without asking for write can be written is open, until an answer has told.
rule   access/writing-needs-write

tree
  log  "base"

run
  f = root.open-at "new" create  => ok
  f.set-size 0                   => ok | bad-descriptor | not-permitted | access | invalid
  f.write "" 0                   => 0
  f.set-size 0                   => ok
  f.sync                         => ok
  r = root.open-at "new" read    => ok
  r.write "A" 0                  => bad-descriptor | not-permitted | access

end
  log  "base"
  new  ""
