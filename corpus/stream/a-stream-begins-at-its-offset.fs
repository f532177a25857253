# A stream gives the bytes from the offset it was made with.
rule   stream/read-returns-what-was-written

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  r = f.read-via-stream 2            => ok
  r.blocking-read 100                => "se"
  r.blocking-read 1                  => closed

end
  log  "base"
