# A descriptor that was opened for reading alone changes nothing.
rule   access/writing-needs-write

tree
  log  "base"

run
  f = root.open-at "log" read  => ok
  f.write "A" 0                => bad-descriptor | not-permitted | access
  f.set-size 0                 => bad-descriptor | not-permitted | access | invalid
  f.read 9 0                   => "base" eof?

end
  log  "base"
