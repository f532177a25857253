# The largest numbers there are break nothing, and what comes after is answered: `set-size`.
rule   quality/no-panic

tree
  log  "base"

run
  f = root.open-at "log" read write  => ok
  f.set-size 18446744073709551615    => file-too-large | invalid | overflow | insufficient-space | insufficient-memory | quota
  f.stat                             => regular-file size=4 links=1

end
  log  "base"
