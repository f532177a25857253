# Of two preopens where the name of one begins that of the other, neither is reached through the other.
rule   path/stays-below-its-directory
preopen short "sub" dir=read,mutate file=read,write
preopen long "sub2" dir=read file=read

tree
  sub/
    log  "short"
  sub2/
    log  "long"

run
  short.stat-at "../sub2/log"                     => not-permitted
  f = short.open-at "../sub2/log" read write      => not-permitted
  g = long.open-at "../sub/log" read              => not-permitted
  h = long.open-at "log" read                     => ok
  h.read 8 0                                      => "long" eof?
  i = short.open-at "log" read write              => ok
  i.write "S" 0                                   => 1
  short.rename-at "log" to short "../sub2/other"  => not-permitted

end
  sub/
    log  "Short"
  sub2/
    log  "long"
