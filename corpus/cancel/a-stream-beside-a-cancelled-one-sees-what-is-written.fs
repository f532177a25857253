# A stream sees what is written after another one on its file was cancelled.
rule   cancel/other-streams-go-on

tree
  log  ""

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  s = f.read-via-stream 0            => ok
  r.cancel                           => ok
  f.write "B" 0                      => 1
  s.blocking-read 1                  => "B"

end
  log  "B"
