# The largest numbers there are break nothing, and what comes after is answered: `advise`.
rule   quality/no-panic

tree
  log  "base"

run
  f = root.open-at "log" read write                        => ok
  f.advise 18446744073709551615 18446744073709551615 normal  => ok | invalid | overflow | file-too-large
  f.stat                                                   => regular-file size=4 links=1

end
  log  "base"
