# The largest numbers there are break nothing, and what comes after is answered: `blocking-write-and-flush`.
rule   quality/no-panic

tree
  log  "base"

run
  f = root.open-at "log" read write            => ok
  w = f.write-via-stream 18446744073709551615  => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  w.blocking-write-and-flush "A"               => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  f.stat                                       => regular-file size=4 links=1

end
  log  "base"
