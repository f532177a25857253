# A descriptor that was opened for writing alone gives no byte.
rule   access/reading-needs-read

tree
  log  "base"

run
  f = root.open-at "log" write  => ok
  f.read 1 0                    => bad-descriptor | not-permitted | access
  f.read 100 2                  => bad-descriptor | not-permitted | access

end
  log  "base"
