# Seconds at and beyond the range of a signed number are set or refused, and stat succeeds after it.
rule   time/any-moment-is-answered

tree
  log  "base"

run
  f = root.open-at "log" read write                        => ok
  f.set-times 18446744073709551615s 18446744073709551615s  => ok | invalid | overflow
  f.stat                                                   => regular-file size=4 links=1
  f.set-times 9223372036854775808s 9223372036854775807s    => ok | invalid | overflow
  f.stat                                                   => regular-file size=4 links=1 accessed=as before modified=as before changed=as before
  f.set-times 18446744073709551615s+4294967295ns now       => ok | invalid | overflow
  f.stat                                                   => regular-file size=4 links=1 accessed=as before modified=as before changed=as before

end
  log  "base"
