# A guest that only reads gets what was written where its stream began past the end.
rule   quality/loops-make-progress

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 1            => ok
  f.write "A" 1                      => 1
  r.read 1, until progress           => "A"

end
  log  "\x00A"
