# Two preopens that are different directories have different hashes.
rule   hash/tells-objects-apart
preopen root "" dir=read,mutate file=read,write
preopen sub "sub" dir=read,mutate file=read,write

tree
  sub/

run
  root.metadata-hash  => a hash
  sub.metadata-hash   => another hash

end
  sub/
