# Two files have two hashes, whatever numbers their devices have for them, though all else of them is equal.
rule   hash/tells-objects-apart
needs  two-devices
preopen near "sub" dir=read,mutate file=read,write
preopen far "b" dir=read,mutate file=read,write
modified "sub/log" 1000000000
modified "b/log" 1000000000
device "b"

tree
  b/
    log  "base"
  sub/
    log  "base"

run
  near.metadata-hash-at "log"  => a hash
  far.metadata-hash-at "log"   => another hash

end
  b/
    log  "base"
  sub/
    log  "base"
