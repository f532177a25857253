# The largest numbers there are break nothing, and what comes after is answered: `blocking-read`.
rule   quality/no-panic

tree
  log  "base"

run
  f = root.open-at "log" read write           => ok
  r = f.read-via-stream 18446744073709551615  => ok | invalid | overflow | file-too-large
  r.blocking-read 18446744073709551615        => closed | failed(invalid) | failed(overflow) | failed(file-too-large)
  f.stat                                      => regular-file size=4 links=1

end
  log  "base"
