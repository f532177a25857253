# A guest that calls read again and again gets every byte and the end, without ever waiting.
rule   quality/loops-make-progress

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 0            => ok
  r.read 1, until progress           => "b"
  r.read 3, until progress           => "ase"
  r.read 1, until progress           => closed

end
  log  "base"
