# The largest numbers there are break nothing.
rule   quality/no-panic

tree
  log  "base"

run
  f = root.open-at "log" read write                 => ok
  f.read 18446744073709551615 18446744073709551615  => "" eof | invalid | overflow | file-too-large
  f.write "A" 18446744073709551615                  => file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  f.set-size 18446744073709551615                   => file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  r = f.read-via-stream 18446744073709551615        => ok | invalid | overflow | file-too-large
  r.skip 18446744073709551615, until progress       => closed | failed(invalid) | failed(overflow) | failed(file-too-large)
  w = f.write-via-stream 18446744073709551615       => ok | file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  w.blocking-write-and-flush "A"                    => failed(file-too-large) | failed(invalid) | failed(overflow) | failed(insufficient-space) | failed(insufficient-memory) | failed(quota)
  f.stat                                            => regular-file size=4 links=1

end
  log  "base"
