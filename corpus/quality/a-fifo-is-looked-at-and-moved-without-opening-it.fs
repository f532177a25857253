# Calls that open nothing treat a fifo like any other object.
rule   quality/no-hang

tree
  pipe is a fifo
  sub/

run
  root.stat-at "pipe"                       => fifo links=1
  root.metadata-hash-at "pipe"              => a hash
  root.readlink-at "pipe"                   => invalid
  root.set-times-at "pipe" 5s 6s            => ok
  root.rename-at "pipe" to root "sub/pipe"  => ok
  root.stat-at "sub/pipe/"                  => not-directory
  f = root.open-at "sub/pipe" read          => ok | any answer
  root.unlink-file-at "sub/pipe"            => ok

end
  sub/
