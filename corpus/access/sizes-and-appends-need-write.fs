# A descriptor that was opened without write neither changes the size of its file nor appends; its twin with it does both.
rule   access/writing-needs-write

tree
  log  "base"

run
  f = root.open-at "log" read        => ok
  g = root.open-at "log" read write  => ok
  f.set-size 0                       => bad-descriptor | not-permitted | access | invalid
  f.set-size 4                       => bad-descriptor | not-permitted | access | invalid
  f.write "" 0                       => 0 | bad-descriptor | not-permitted | access
  f.read 9 0                         => "base" eof?
  g.set-size 2                       => ok
  a = g.append-via-stream            => ok
  a.blocking-write-and-flush "END"   => ok
  f.read 9 0                         => "baEND" eof?

end
  log  "baEND"
